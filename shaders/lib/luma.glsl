// Rec.709 luma weights (ITU-R BT.709-6 item 3.2), also those of the ASC CDL's saturation.
const vec3 REC709_LUMA = vec3(0.2126, 0.7152, 0.0722);
