<?xml version="1.0"?>
<ColorCorrection id="x">
<Description>&#0;</Description><SOPNode><Slope>1.25 1 .75</Slope><Offset>.02 0 -.03</Offset><Power>0.9 1 1.125</Power></SOPNode>
</ColorCorrection>
