<?xml version="1.0"?>
<!DOCTYPE ColorCorrection SYSTEM "http://localhost:1/none.dtd">
<ColorCorrection id="x"><SOPNode><Slope>1.25 1 .75</Slope><Offset>.02 0 -.03</Offset><Power>0.9 1 1.125</Power></SOPNode></ColorCorrection>