<?xml version="1.0"?>
<ColorCorrection id="x">
<Description>nothing</Description>
</ColorCorrection>
