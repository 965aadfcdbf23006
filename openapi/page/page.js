/* global SwaggerUIBundle */
SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#reference',
  deepLinking: true,
  docExpansion: 'list',
  defaultModelsExpandDepth: 0,
  displayRequestDuration: true,
  // Asks a server of its makers whether the document is valid; a test does that here.
  validatorUrl: null,
  // Tokens stay in this page's memory.
  persistAuthorization: false,
});
