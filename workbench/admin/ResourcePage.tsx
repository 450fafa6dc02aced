import { Form } from './ResourceForm.tsx'
import { List } from './ResourceList.tsx'
import type { PageProps } from './pages.tsx'
import type { Resource } from './resource.ts'

/** The list of a resource, or the form of one of them: its address says which. */
export function ResourcePage({ resource, ...props }: PageProps & { resource: Resource<any> }) {
  const { id } = props.place
  return id === undefined ? (
    <List resource={resource} {...props} />
  ) : (
    <Form key={id} resource={resource} id={id} {...props} />
  )
}
