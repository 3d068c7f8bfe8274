-- The account at an OpenID Connect provider that an administrator signs in with, and which sessions were
-- begun by one. Of the sessions of earlier versions it is not known; none is kept longer than a month.
ALTER TABLE administrator ADD COLUMN provider_issuer TEXT NOT NULL DEFAULT '';
ALTER TABLE administrator ADD COLUMN provider_subject TEXT NOT NULL DEFAULT '';
CREATE UNIQUE INDEX administrator_provider ON administrator (provider_issuer, provider_subject)
  WHERE provider_subject <> '';
ALTER TABLE web_session ADD COLUMN by_provider INTEGER NOT NULL DEFAULT 0;
