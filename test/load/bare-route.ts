import Fastify from 'fastify';

/** A route of Fastify that does nothing, in a process of its own. Prints its address when it is ready. */
const bare = Fastify();
bare.get('/v1/users/:address', (_request, reply) => reply.send({ address: '', tier: 2, status: 'active' }));
process.stdout.write(`${await bare.listen({ host: '127.0.0.1', port: 0 })}\n`);
