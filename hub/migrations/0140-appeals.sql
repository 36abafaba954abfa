-- Appeals (förvaltningslagen (2017:900) 33 and 40-46 §§) are events of their application. A decision that goes against somebody says how to
-- appeal, in the words that the body then used. A case that is reopened is decided again, so an application may have several decisions.
alter table body_setting add column appeal_sv text, add column appeal_en text;
alter table decision add column instruction jsonb;
drop index one_decision_an_application;
