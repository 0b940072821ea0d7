<?xml version="1.0"?>
<ColorCorrection id="&amp;1">
<Description><![CDATA[a & b <c> &d;]]></Description><Description>&#946;&#x3b2; &lt;&quot;</Description><!-- &nothing; <!ENTITY> --><SOPNode><Slope>1.25 <!-- red --> 1 .75</Slope><Offset>.02 0 -.03</Offset><Power>0.9 1 1.125</Power></SOPNode>
</ColorCorrection>
