import { toJsonSchema } from '@valibot/to-json-schema'
import type * as v from 'valibot'
import { ERRORS, type ErrorCode } from '#protocol/errors'
import type { Operation } from '#protocol/api/operation'
import { OPERATIONS } from '#protocol/api/operations'
import { KEY_PREFIX } from '#server/store/api-keys'

type Json = Record<string, unknown>

/** The table of operations for other programs, as OpenAPI 3.1. */
export function describeApi(address: string): Json {
  const paths: Record<string, Json> = {}
  for (const [name, one] of Object.entries<Operation>(OPERATIONS)) {
    const path = one.path.replace(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [one.method]: describe(name, one) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'OpenZC',
      version: '1',
      description: `Everything that administrators can do, for other programs. A company makes keys in the workbench; each begins with ${KEY_PREFIX} and may do what its scopes say. Times are milliseconds since 1970. Lists have \`items\` and \`next\`, which the following page is asked for with as \`after\`.`
    },
    servers: [{ url: address }],
    security: [{ key: [] }],
    paths,
    components: {
      securitySchemes: { key: { type: 'http', scheme: 'bearer' } },
      schemas: { Error: ERROR },
      responses: {
        Error: {
          description: 'What is wrong, with the field’s name.',
          content: jsonOf({ $ref: '#/components/schemas/Error' })
        }
      }
    }
  }
}

const ERROR = {
  type: 'object',
  required: ['code', 'message'],
  properties: {
    code: { type: 'string', enum: Object.keys(ERRORS) satisfies string[] as ErrorCode[] },
    message: { type: 'string' }
  }
}

function describe(name: string, { method, path, says, role, scope, input, output }: Operation): Json {
  const inPath = [...path.matchAll(/:(\w+)/g)].map(([, field]) => field!)
  const { properties = {}, required = [] } = schemaOf(input) as {
    properties?: Record<string, Json>
    required?: string[]
  }
  const rest = Object.keys(properties).filter(field => !inPath.includes(field))
  const isQuery = method === 'get'
  const parameters = [
    ...inPath.map(field => ({ name: field, in: 'path', required: true, schema: properties[field] })),
    ...(isQuery ? rest : []).map(field => ({
      name: field,
      in: 'query',
      required: required.includes(field),
      schema: properties[field]
    }))
  ]
  const body = {
    type: 'object',
    properties: Object.fromEntries(rest.map(field => [field, properties[field]])),
    required: required.filter(field => rest.includes(field))
  }
  return {
    operationId: name,
    summary: says,
    description: `For the role ${role} in the workbench, or a key with the scope ${scope}.`,
    parameters,
    ...(isQuery || rest.length === 0
      ? {}
      : { requestBody: { required: body.required.length > 0, content: jsonOf(body) } }),
    responses: {
      200: { description: 'Done.', content: jsonOf(schemaOf(output)) },
      default: { $ref: '#/components/responses/Error' }
    }
  }
}

const jsonOf = (schema: unknown) => ({ 'application/json': { schema } })

/** What callers send and get; what only code can check (transforms, cross-field rules) is left out. */
function schemaOf(schema: v.GenericSchema): Json {
  const { $schema: _version, ...rest } = toJsonSchema(schema, {
    typeMode: 'input',
    errorMode: 'ignore'
  }) as Json
  return rest
}
