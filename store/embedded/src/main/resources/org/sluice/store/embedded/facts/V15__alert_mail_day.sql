-- Whether the last mail of a policy and day says that it is the last. That of a day whose limit was reached does.
ALTER TABLE alert_mail_day ADD COLUMN said_last INTEGER NOT NULL DEFAULT 0;
UPDATE alert_mail_day SET said_last = 1 WHERE EXISTS (
  SELECT 1 FROM alert_policy WHERE name = policy AND daily_limit > 0 AND mails >= daily_limit);
