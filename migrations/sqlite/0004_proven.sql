-- Whether somebody showed who this is: accounts that only a form named are not proven.
ALTER TABLE person ADD COLUMN proven INTEGER NOT NULL DEFAULT 0;
UPDATE person SET proven = 1 WHERE nik IS NOT NULL;
