{{ config(tags=['audit']) }}

-- The id of a person who is to be forgotten is looked for as it is, whatever it holds: see holds_word.
with cases as (

    select * from
        values
        ('{"user": "ann"', 'ann', true),
        ('anna', 'ann', false),
        ('say a.c', 'a.c', true),
        ('say abc', 'a.c', false),
        ('bob', 'x\\E|.*|\\Q', false),
        ('x\\E|.*|\\Q', 'x\\E|.*|\\Q', true),
        ('an \\E', '\\E', true),
        ('bob', '\\E', false) as cases (content, user_id, is_expected)

)

select * from cases
where ({{ holds_word('content', 'user_id') }}) != is_expected
