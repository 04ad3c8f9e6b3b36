//! Working time: office hours, holidays, time zones; adding and measuring working days.

mod holidays;
mod period;
mod work;
mod zone;

pub use holidays::{HolidayError, Holidays};
pub use period::{Period, PeriodClass, PeriodError, Unit};
pub use work::Calendar;
pub use zone::Zone;
