-- What is behind the last @ of an address, with it: for who is limited to domains. The dialect says the same.
CREATE INDEX audit_domain ON audit (
  lower(substr(object_id, length(rtrim(object_id, replace(object_id, '@', ''))))), created);
CREATE INDEX alert_domain ON alert (
  lower(substr(entity, length(rtrim(entity, replace(entity, '@', ''))))), status, number);
