//! The program's own emblem, for offices that have not set one: a shield with a letter above two waves.
//! An original drawing; no town's arms.

use super::shape::{Ink, Mark, Owner, Shape};
use super::units::Mp;

const GREEN: Ink = Ink(43, 302, 255);
const GOLD: Ink = Ink(835, 616, 145);
const WHITE: Ink = Ink(1000, 1000, 1000);

/// Corners in hundredths of the emblem's width and height.
type Corners = &'static [(i64, i64)];

const SHIELD: Corners = &[
    (4, 3),
    (50, 0),
    (96, 3),
    (96, 52),
    (91, 67),
    (80, 80),
    (66, 91),
    (50, 100),
    (34, 91),
    (20, 80),
    (9, 67),
    (4, 52),
];
const FIELD: Corners = &[
    (8, 6),
    (50, 4),
    (92, 6),
    (92, 52),
    (87, 65),
    (77, 77),
    (64, 87),
    (50, 95),
    (36, 87),
    (23, 77),
    (13, 65),
    (8, 52),
];
const GROUND: Corners = &[
    (12, 10),
    (50, 8),
    (88, 10),
    (88, 51),
    (84, 63),
    (74, 74),
    (62, 84),
    (50, 91),
    (38, 84),
    (26, 74),
    (16, 63),
    (12, 51),
];
const STAR: Corners = &[
    (50, 12),
    (52, 17),
    (58, 17),
    (53, 20),
    (55, 25),
    (50, 22),
    (45, 25),
    (47, 20),
    (42, 17),
    (48, 17),
];
const PAPER: Corners = &[(25, 29), (75, 29), (75, 57), (25, 57)];
const FLAP: Corners = &[(25, 29), (75, 29), (75, 32), (50, 47), (25, 32)];
const FOLD: Corners = &[(25, 29), (75, 29), (50, 44)];
const WAVE: Corners = &[
    (20, 64),
    (30, 61),
    (40, 64),
    (50, 67),
    (60, 64),
    (70, 61),
    (80, 64),
    (78, 67),
    (70, 65),
    (60, 68),
    (50, 71),
    (40, 68),
    (30, 65),
    (22, 67),
];
const RIPPLE: Corners = &[
    (29, 74),
    (36, 72),
    (43, 74),
    (50, 76),
    (57, 74),
    (64, 72),
    (71, 74),
    (68, 77),
    (64, 76),
    (57, 78),
    (50, 80),
    (43, 78),
    (36, 76),
    (32, 77),
];

/// Draws the emblem with its upper left corner at a place.
pub fn emblem((x, y): (Mp, Mp), (width, height): (Mp, Mp), owner: Owner, marks: &mut Vec<Mark>) {
    let parts = [
        (SHIELD, GREEN),
        (FIELD, GOLD),
        (GROUND, GREEN),
        (STAR, GOLD),
        (PAPER, WHITE),
        (FLAP, GREEN),
        (FOLD, WHITE),
        (WAVE, WHITE),
        (RIPPLE, GOLD),
    ];
    for (corners, ink) in parts {
        let corners = corners.iter().map(|(a, b)| (a * width / 100, b * height / 100)).collect();
        marks.push(Mark { x, y, owner, shape: Shape::Fill { corners, ink } });
    }
}
