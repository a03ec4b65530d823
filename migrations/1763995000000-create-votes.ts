import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Votes on agenda items: options, who may vote and has, and what secret ballots hold until they are counted. */
export class CreateVotes1763995000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table votes (
        alliance_id uuid not null,
        id uuid not null,
        meeting_id uuid not null,
        item_id uuid not null,
        question text not null,
        state text not null check (state in ('OPEN', 'CLOSED', 'ANNULLED')),
        basis text not null check (basis in ('UNIT', 'PERSON')),
        base text not null check (base in ('CAST', 'ELIGIBLE')),
        threshold text not null check (threshold in ('SIMPLE_MAJORITY', 'TWO_THIRDS', 'UNANIMOUS')),
        secret boolean not null,
        eligible int not null check (eligible >= 0),
        "cast" int not null default 0 check ("cast" between 0 and eligible),
        outcome text check (outcome in ('CARRIED', 'NOT_CARRIED', 'NO_QUORUM')),
        winner_id uuid,
        -- as it was at the moment of closing, to which the outcome is bound
        quorum_required int,
        quorum_present int,
        annulment text check (annulment in ('DECIDED', 'ITEM_ENDED', 'MEETING_ENDED')),
        annulment_reason text,
        -- what a secret ballot's choices are under; it goes with them
        choices_key bytea,
        opened_at timestamptz(3) not null,
        closed_at timestamptz(3),
        primary key (alliance_id, id),
        -- what its options refer to, so that they are of the same item and meeting
        unique (alliance_id, id, item_id, meeting_id),
        check ((state = 'OPEN') = (closed_at is null)),
        check ((state = 'CLOSED') = (outcome is not null)),
        check ((state = 'CLOSED') = (quorum_present is not null)),
        check ((state = 'ANNULLED') = (annulment is not null)),
        check ((annulment = 'DECIDED') = (annulment_reason is not null)),
        check (winner_id is null or outcome = 'CARRIED'),
        check ((choices_key is not null) = (secret and state = 'OPEN')),
        foreign key (alliance_id, meeting_id) references joint_meetings (alliance_id, id),
        foreign key (alliance_id, item_id) references agenda_items (alliance_id, id)
      );
      create index votes_id on votes (id);
      create index votes_item on votes (alliance_id, item_id, opened_at, id);
      create index votes_open on votes (alliance_id, meeting_id) where state = 'OPEN';
      create unique index votes_one_open on votes (alliance_id, item_id) where state = 'OPEN';

      create table vote_options (
        alliance_id uuid not null,
        id uuid not null,
        vote_id uuid not null,
        item_id uuid not null,
        meeting_id uuid not null,
        position int not null,
        label text not null,
        kind text not null check (kind in ('FOR', 'AGAINST', 'ABSTAIN', 'CHOICE')),
        -- null while a secret vote is open, and of one that was annulled
        count int check (count >= 0),
        primary key (alliance_id, id),
        foreign key (alliance_id, vote_id, item_id, meeting_id) references votes (alliance_id, id, item_id, meeting_id)
      );
      create index vote_options_id on vote_options (id);
      create unique index vote_options_vote on vote_options (alliance_id, vote_id, position);
      alter table votes add foreign key (alliance_id, winner_id) references vote_options (alliance_id, id);

      -- who may vote, as of the opening, and whether they have; what they chose where the vote is not secret
      create table ballots (
        alliance_id uuid not null,
        id uuid not null,
        vote_id uuid not null,
        unit_id uuid,
        guest_id uuid,
        "cast" boolean not null default false,
        option_id uuid,
        primary key (alliance_id, id),
        -- of a guest who is taken off the list since, the ballot stays
        check (unit_id is null or guest_id is null),
        check ("cast" or option_id is null),
        foreign key (alliance_id, vote_id) references votes (alliance_id, id),
        foreign key (alliance_id, unit_id) references member_units (alliance_id, id),
        foreign key (alliance_id, guest_id) references guests (alliance_id, id) on delete set null (guest_id),
        foreign key (alliance_id, option_id) references vote_options (alliance_id, id)
      );
      create index ballots_id on ballots (id);
      create unique index ballots_unit on ballots (alliance_id, vote_id, unit_id);
      create index ballots_guest on ballots (alliance_id, guest_id) where guest_id is not null;

      -- what was chosen in a secret vote while it is open, under its key, and who chose it under the same; removed at its closing
      create table secret_choices (
        alliance_id uuid not null,
        vote_id uuid not null,
        slot bytea not null,
        content bytea not null,
        primary key (alliance_id, vote_id, slot),
        foreign key (alliance_id, vote_id) references votes (alliance_id, id)
      );

      grant select, insert, update on votes, vote_options, ballots to gongjian_server;
      grant select, insert, update, delete on secret_choices to gongjian_server;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table votes drop constraint votes_alliance_id_winner_id_fkey;
      drop table secret_choices, ballots, vote_options, votes;
    `);
  }
}
