<?xml version="1.0"?>
<ColorCorrection id="x">
<SatNode><Saturation/></SatNode>
</ColorCorrection>
