/** Pages extend Object.prototype, and names come from outside. */
export function owns(object: object, name: any): name is string {
  return {}.hasOwnProperty.call(object, name)
}
