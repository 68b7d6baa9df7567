-- Written by the planner of model 2026.11, schema 1.
BEGIN TRANSACTION;
CREATE TABLE planner_schema (version INTEGER NOT NULL);
INSERT INTO "planner_schema" VALUES(1);
CREATE TABLE records (
            workspace VARCHAR(64) NOT NULL,
            kind VARCHAR(40) NOT NULL,
            name VARCHAR(200) NOT NULL,
            rev BIGINT NOT NULL,
            changed BIGINT NOT NULL,
            content TEXT NOT NULL,
            PRIMARY KEY (workspace, kind, name)
        );
INSERT INTO "records" VALUES('anna','mapping','agency.xlsx',1,1795837714908781,'{"columns":{"Fee (€)":"fee","Profil":"handle"}}');
COMMIT;
