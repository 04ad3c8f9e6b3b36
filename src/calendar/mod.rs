//! Working time: office hours, holidays, time zones; adding and measuring working days; days in words.

mod holidays;
mod hours;
mod period;
mod spoken;
mod work;
mod zone;

pub use holidays::{HolidayError, Holidays, Mistake};
pub use hours::{Hours, HoursError};
pub use period::{Period, PeriodClass, PeriodError, Unit};
pub use spoken::{MONTHS, long_date, long_time, month, period_words, weekday};
pub use work::Calendar;
pub use zone::Zone;
