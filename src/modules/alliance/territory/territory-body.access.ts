import { declareAccess, everyone, extendAccess } from '../../../platform/access/access';
import { Post, TerritoryBody } from './territory-body.entity';
import { Territory } from './territory.entity';

declare module '../../../platform/database/ids' {
  interface IdPrefixes {
    body: TerritoryBody;
    post: Post;
  }
}

declareAccess<TerritoryBody>(TerritoryBody, {
  id: 'body',
  row: everyone,
  open: ['id', 'kind', 'name', 'territories', 'parent', 'unit', 'posts'],
});

declareAccess<Post>(Post, {
  id: 'post',
  row: everyone,
  open: ['id', 'holder', 'title', 'body', 'territory', 'homeUnit', 'contactOf', 'since', 'until'],
});

extendAccess(Territory, { open: ['bodies', 'posts'] });
