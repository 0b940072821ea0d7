<ColorCorrection>
<SOPNode>
</ColorCorrection>
</SOPNode>