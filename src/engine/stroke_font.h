// Digits and capitals as strokes, for the numbers of graticules in pictures that no window draws; the window has real
// type. Internal to engine.
#pragma once
#include <string_view>

namespace umber::engine {

// Lines through points of a grid of 5 columns and 7 rows, from the top left: "0646 0343" are two lines, the first from
// column 0, row 6 to column 4, row 6. Empty for a space and for what the font has not got.
constexpr std::string_view strokes(char letter) {
    switch (letter) {
        case '0':
        case 'O':
            return "103041453616050110";
        case '1':
            return "112026 1636";
        case '2':
            return "01103041420646";
        case '3':
            return "0110304142334445361605 1333";
        case '4':
            return "36300444";
        case '5':
            return "400003334445361605";
        case '6':
            return "413010010516364544331304";
        case '7':
            return "004016";
        case '8':
            return "13020110304142331304051636454433";
        case '9':
            return "423313020110304145361605";
        case 'A':
            return "062046 1434";
        case 'B':
            return "00063645443303 3342413000";
        case 'C':
            return "4130100105163645";
        case 'D':
            return "00063645413000";
        case 'E':
            return "40000646 0333";
        case 'F':
            return "400006 0333";
        case 'G':
            return "41301001051636454323";
        case 'H':
            return "0006 4046 0343";
        case '.':
            return "2626";
        case 'N':
            return "06004640";
        case 'I':
            return "2026";
        case 'L':
            return "000646";
        case 'M':
            return "0600234046";
        case 'P':
            return "06003041423303";
        case 'R':
            return "06003041423303 2346";
        case 'S':
            return "413010010213334445361605";
        case 'T':
            return "0040 2026";
        case 'V':
            return "002640";
        case 'W':
            return "0016233640";
        case 'Y':
            return "002340 2326";
        default:
            return {};
    }
}

}  // namespace umber::engine
