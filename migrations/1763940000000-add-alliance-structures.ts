import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What an alliance is made of besides units: governing documents, experts, bodies and posts, member reports, volunteer teams. */
export class AddAllianceStructures1763940000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table governing_documents (
        alliance_id uuid not null references alliances (id),
        id uuid not null,
        kind text not null check (kind in ('CHARTER', 'WORK_RULES', 'PLAN', 'OTHER')),
        title text not null,
        body text not null,
        edition int not null check (edition > 0),
        adopted_on date,
        primary key (alliance_id, id),
        constraint governing_documents_edition unique (alliance_id, kind, title, edition)
      );
      create index governing_documents_id on governing_documents (id);

      create table document_acknowledgements (
        alliance_id uuid not null,
        document_id uuid not null,
        unit_id uuid not null,
        acknowledged_at timestamptz(3) not null,
        primary key (alliance_id, document_id, unit_id),
        foreign key (alliance_id, document_id) references governing_documents (alliance_id, id),
        foreign key (alliance_id, unit_id) references member_units (alliance_id, id)
      );

      create table experts (
        alliance_id uuid not null references alliances (id),
        id uuid not null,
        person_id uuid not null references persons (id),
        title text,
        unit_id uuid,
        fields text[] not null,
        since date,
        until date,
        primary key (alliance_id, id),
        check (until >= since),
        foreign key (alliance_id, unit_id) references member_units (alliance_id, id)
      );
      create index experts_id on experts (id);
      create index experts_person on experts (alliance_id, person_id);

      create table territory_bodies (
        alliance_id uuid not null references alliances (id),
        id uuid not null,
        kind text not null check (kind in ('PARTY_ORGANISATION', 'COUNCIL', 'SELF_MANAGEMENT', 'OWNERS_COMMITTEE', 'PROPERTY_COMPANY', 'OTHER')),
        name text not null,
        parent_id uuid,
        unit_id uuid,
        primary key (alliance_id, id),
        foreign key (alliance_id, parent_id) references territory_bodies (alliance_id, id),
        foreign key (alliance_id, unit_id) references member_units (alliance_id, id)
      );
      create index territory_bodies_id on territory_bodies (id);

      create table body_territories (
        alliance_id uuid not null,
        body_id uuid not null,
        territory_id uuid not null,
        primary key (alliance_id, territory_id, body_id),
        foreign key (alliance_id, body_id) references territory_bodies (alliance_id, id),
        foreign key (alliance_id, territory_id) references territories (alliance_id, id)
      );
      create index body_territories_body on body_territories (alliance_id, body_id);

      create table posts (
        alliance_id uuid not null references alliances (id),
        id uuid not null,
        holder text not null,
        title text not null,
        body_id uuid,
        territory_id uuid,
        home_unit_id uuid,
        since date,
        until date,
        primary key (alliance_id, id),
        check (num_nonnulls(body_id, territory_id) > 0),
        check (until >= since),
        foreign key (alliance_id, body_id) references territory_bodies (alliance_id, id),
        foreign key (alliance_id, territory_id) references territories (alliance_id, id),
        foreign key (alliance_id, home_unit_id) references member_units (alliance_id, id)
      );
      create index posts_id on posts (id);
      create index posts_body on posts (alliance_id, body_id);
      create index posts_territory on posts (alliance_id, territory_id);

      create table post_contacts (
        alliance_id uuid not null,
        post_id uuid not null,
        territory_id uuid not null,
        primary key (alliance_id, post_id, territory_id),
        foreign key (alliance_id, post_id) references posts (alliance_id, id),
        foreign key (alliance_id, territory_id) references territories (alliance_id, id)
      );

      create table member_reports (
        alliance_id uuid not null references alliances (id),
        id uuid not null,
        unit_id uuid not null,
        territory_id uuid not null,
        name text not null,
        reported_on date not null,
        skills text[] not null,
        review_score int check (review_score between 1 and 5),
        review_note text,
        primary key (alliance_id, id),
        foreign key (alliance_id, unit_id) references member_units (alliance_id, id),
        foreign key (alliance_id, territory_id) references territories (alliance_id, id)
      );
      create index member_reports_id on member_reports (id);
      create index member_reports_territory on member_reports (alliance_id, territory_id, reported_on, id);
      create index member_reports_unit on member_reports (alliance_id, unit_id, reported_on);

      create table volunteer_teams (
        alliance_id uuid not null references alliances (id),
        id uuid not null,
        name text not null,
        core boolean not null,
        specialty text,
        territory_id uuid,
        unit_id uuid,
        parent_id uuid,
        leader text,
        member_count int not null check (member_count >= 0),
        primary key (alliance_id, id),
        constraint volunteer_teams_name unique (alliance_id, name),
        foreign key (alliance_id, territory_id) references territories (alliance_id, id),
        foreign key (alliance_id, unit_id) references member_units (alliance_id, id),
        foreign key (alliance_id, parent_id) references volunteer_teams (alliance_id, id)
      );
      create index volunteer_teams_id on volunteer_teams (id);
      create index volunteer_teams_by_name on volunteer_teams (alliance_id, (name collate zh_pinyin), id);

      create table volunteers (
        alliance_id uuid not null,
        id uuid not null,
        team_id uuid not null,
        position int not null,
        name text not null,
        skills text[] not null,
        contact text,
        primary key (alliance_id, id),
        foreign key (alliance_id, team_id) references volunteer_teams (alliance_id, id)
      );
      create index volunteers_team on volunteers (alliance_id, team_id, position);

      create table team_sizes (
        alliance_id uuid not null,
        team_id uuid not null,
        "on" date not null,
        member_count int not null,
        primary key (alliance_id, team_id, "on"),
        foreign key (alliance_id, team_id) references volunteer_teams (alliance_id, id)
      );

      grant select, insert on governing_documents, document_acknowledgements, territory_bodies, body_territories, post_contacts to gongjian_server;
      grant select, insert, update, delete on experts to gongjian_server;
      grant select, insert, update on posts, member_reports, volunteer_teams, team_sizes to gongjian_server;
      grant select, insert, delete on volunteers to gongjian_server;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table team_sizes, volunteers, volunteer_teams, member_reports, post_contacts, posts, body_territories, territory_bodies, experts,
        document_acknowledgements, governing_documents;
    `);
  }
}
