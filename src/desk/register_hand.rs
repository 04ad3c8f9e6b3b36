//! What was done by hand with the numbers of a series, folded from the acts.

use jiff::civil::Date;

use crate::store::{ActKind, RegisterAct};

/// The acts on a series, in their order.
#[derive(Debug, Clone, Default)]
pub(super) struct Hand(pub Vec<RegisterAct>);

/// What a number that no letter has is by hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kept<'a> {
    /// Passed over when the series was begun at a later number.
    Passed(&'a RegisterAct),
    /// Kept for a letter on paper.
    Reserved(&'a RegisterAct),
    /// Used on paper.
    Used(&'a RegisterAct),
    /// Given back.
    Void(&'a RegisterAct),
}

impl<'a> Kept<'a> {
    /// The act that made it so.
    pub fn act(self) -> &'a RegisterAct {
        match self {
            Self::Passed(act) | Self::Reserved(act) | Self::Used(act) | Self::Void(act) => act,
        }
    }

    /// The day that it stands under: of a letter on paper its date, else when it was reserved.
    pub fn day(self, hand: &Hand) -> Date {
        match self {
            Self::Void(act) => hand.reserved(act.lowest).map_or(act.day, |reserved| reserved.day),
            other => other.act().day,
        }
    }
}

impl Hand {
    /// What a number is by hand, if anything.
    pub fn of(&self, value: u32) -> Option<Kept<'_>> {
        if let Some(act) = self.last_on(value) {
            return Some(if act.kind == ActKind::Use { Kept::Used(act) } else { Kept::Void(act) });
        }
        if let Some(act) = self.reserved(value) {
            return Some(Kept::Reserved(act));
        }
        let passed = |act: &&RegisterAct| act.kind == ActKind::Start && holds(act, value);
        self.0.iter().find(passed).map(Kept::Passed)
    }

    /// The last act on a number alone.
    pub fn last_on(&self, value: u32) -> Option<&RegisterAct> {
        self.0
            .iter()
            .rev()
            .find(|act| matches!(act.kind, ActKind::Use | ActKind::Void) && act.lowest == value)
    }

    /// Every number that is something by hand, as ranges: those passed over in one, others alone.
    pub fn ranges(&self) -> Vec<(u32, u32, Kept<'_>)> {
        let mut ranges = Vec::new();
        for act in &self.0 {
            match act.kind {
                ActKind::Start => ranges.push((act.lowest, act.highest, Kept::Passed(act))),
                ActKind::Reserve => {
                    let each = act.lowest..=act.highest;
                    ranges.extend(each.filter_map(|n| Some((n, n, self.of(n)?))));
                }
                ActKind::Use | ActKind::Void => {}
            }
        }
        ranges.sort_by_key(|(lowest, ..)| *lowest);
        ranges
    }

    /// Where `count` numbers in a row after `after` are free.
    pub fn room(&self, after: u32, count: u32) -> Option<(u32, u32)> {
        let mut lowest = after.checked_add(1)?;
        loop {
            let highest = lowest.checked_add(count.checked_sub(1)?)?;
            let in_the_way = self.0.iter().filter(|act| {
                act.kind == ActKind::Reserve && act.lowest <= highest && lowest <= act.highest
            });
            match in_the_way.map(|act| act.highest).max() {
                Some(taken) => lowest = taken.checked_add(1)?,
                None => return Some((lowest, highest)),
            }
        }
    }

    fn reserved(&self, value: u32) -> Option<&RegisterAct> {
        self.0.iter().find(|act| act.kind == ActKind::Reserve && holds(act, value))
    }
}

fn holds(act: &RegisterAct, value: u32) -> bool {
    (act.lowest..=act.highest).contains(&value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::origin::PersonId;
    use jiff::Timestamp;
    use jiff::civil::date;
    use uuid::Uuid;

    fn act(kind: ActKind, lowest: u32, highest: u32, day: i8) -> RegisterAct {
        RegisterAct {
            key: Uuid::from_u128(u128::from(lowest)),
            series: "letter/35.74.03.1004/2026".into(),
            kind,
            lowest,
            highest,
            day: date(2026, 11, day),
            reason: "x".into(),
            number: None,
            subject: None,
            person: PersonId(Uuid::nil()),
            name: "Dewi Contoh".into(),
            at: Timestamp::UNIX_EPOCH,
        }
    }

    fn hand() -> Hand {
        Hand(vec![
            act(ActKind::Start, 1, 214, 1),
            act(ActKind::Reserve, 220, 223, 2),
            act(ActKind::Use, 220, 220, 5),
            act(ActKind::Void, 221, 221, 6),
        ])
    }

    #[test]
    fn the_last_act_on_a_number_counts() {
        let hand = hand();
        assert!(matches!(hand.of(214), Some(Kept::Passed(_))));
        assert!(matches!(hand.of(220), Some(Kept::Used(_))));
        assert!(matches!(hand.of(221), Some(Kept::Void(_))));
        assert!(matches!(hand.of(222), Some(Kept::Reserved(_))));
        assert!(hand.of(215).is_none() && hand.of(224).is_none());
        let days: Vec<i8> = hand.ranges().iter().map(|(.., kept)| kept.day(&hand).day()).collect();
        assert_eq!(days, [1, 5, 2, 2, 2], "a number given back stands where it was reserved");
    }

    #[test]
    fn a_block_goes_where_it_fits_in_one_piece() {
        let hand = hand();
        assert_eq!(hand.room(214, 5), Some((215, 219)));
        assert_eq!(hand.room(214, 6), Some((224, 229)));
        assert_eq!(hand.room(221, 1), Some((224, 224)), "what was given back is not given again");
        assert_eq!(hand.room(u32::MAX, 1), None);
    }
}
