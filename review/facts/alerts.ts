/** Whether a resource belongs to the alerts (stacks/alerts.ts) by its address, such as `aws_sns_topic.alerts_topic_0A1B2C3D`. */
export function isOfAlerts(address: string): boolean {
  return /\.alerts_/.test(address);
}
