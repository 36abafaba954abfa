-- An application whose permit cannot be granted may become a request for an answer in anonymised statistics: Regulation (EU) 2025/327
-- art. 68(3) and 69.
alter table application drop constraint application_procedure_check;
alter table application add constraint application_procedure_check check (procedure in ('normal', 'accelerated', 'request'));
alter table decision drop constraint decision_kind_check;
alter table decision add constraint decision_kind_check check (kind in ('grant', 'amend', 'renew', 'refuse', 'approve'));
