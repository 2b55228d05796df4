; also: typescript
