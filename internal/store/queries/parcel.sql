-- name: InsertParcel :execrows
INSERT INTO parcel (contribution, instance, number, hash, receipt, came_at) VALUES ($1, $2, $3, $4, '', $5) ON CONFLICT DO NOTHING;

-- name: ParcelOf :one
SELECT hash, receipt, came_at FROM parcel WHERE contribution = $1 AND instance = $2 AND number = $3;

-- name: KeepReceipt :exec
UPDATE parcel SET receipt = sqlc.arg(receipt) WHERE contribution = sqlc.arg(contribution) AND instance = sqlc.arg(instance) AND number = sqlc.arg(number);

-- name: DropParcelsBefore :execrows
DELETE FROM parcel WHERE came_at < $1;
