<?xml version="1.0"?>
<ColorCorrection id="x">
<SOPNode><Slope>0.10000000000000003 1e-40 3.4028234e38</Slope><Offset>-1e-400 +1 -0</Offset><Power>1 1 1</Power></SOPNode>
</ColorCorrection>
