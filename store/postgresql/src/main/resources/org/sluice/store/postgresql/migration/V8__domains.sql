-- What is behind the last @ of an address, with it: for who is limited to domains. The dialect says the same.
CREATE INDEX audit_domain ON audit (lower(substring(object_id FROM '@[^@]*$')), created);
CREATE INDEX alert_domain ON alert (lower(substring(entity FROM '@[^@]*$')), status, number);
