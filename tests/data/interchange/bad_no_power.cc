<?xml version="1.0"?>
<ColorCorrection id="x">
<SOPNode><Slope>1 1 1</Slope><Offset>0 0 0</Offset></SOPNode>
</ColorCorrection>
