<?xml version="1.0"?>
<ColorCorrection id="x">
<Vendor xmlns="urn:x"><Slope>9 9 9</Slope></Vendor><SOPNode><Slope>1.25 1 .75</Slope><Offset>.02 0 -.03</Offset><Power>0.9 1 1.125</Power></SOPNode>
</ColorCorrection>
