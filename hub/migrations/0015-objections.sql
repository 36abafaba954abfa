-- Why the body's signer did not sign a draft, as it told the hub: so that an officer sees it and not only the signer's log.
alter table permit_version add column objections jsonb;
