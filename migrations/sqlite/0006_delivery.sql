-- Where a person reads e-mail.
ALTER TABLE person ADD COLUMN email TEXT;

-- What became of each attempt to send a message, by channel; never what it says or where it went.
-- `again` is not an attempt: somebody asked for the message to be sent once more.
CREATE TABLE delivery (
    message    BLOB NOT NULL REFERENCES outbox (id) ON DELETE CASCADE,
    attempt    INTEGER NOT NULL CHECK (attempt > 0),
    channel    TEXT NOT NULL,
    status     TEXT NOT NULL
        CHECK (status IN ('sent', 'delivered', 'retry', 'failed', 'skipped', 'expired', 'again')),
    gateway_id TEXT,
    at         INTEGER NOT NULL,
    error      TEXT,
    PRIMARY KEY (message, attempt)
) STRICT;
