/** The text of a worker, which the build bundles. */
declare module "worker:*" {
  const text: string;
  export default text;
}
