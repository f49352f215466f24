-- Which of these positions are in the window, and how.
-- $1 subscription bigint, $2 positions bigint[]
select position, state from subscription_events where subscription = $1 and position = any($2);
