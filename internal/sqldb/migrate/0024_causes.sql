-- +goose Up
-- Why a partnership is suspended or has ended: a value like its status (docs/DATA.md, "Statut").
ALTER TABLE partnership ADD COLUMN cause TEXT NOT NULL DEFAULT '';
