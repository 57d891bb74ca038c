const form = document.getElementById('open');
const said = document.getElementById('said');

form.addEventListener('submit', async event => {
  event.preventDefault();
  const answer = await fetch('/api/overview', { headers: { 'x-functions-key': new FormData(form).get('key') } });
  const body = await answer.json();
  said.textContent = answer.ok ? `${body.workersAlive} workers, ${body.openFlows.count} open flows, ${body.jobs.dead.count} dead jobs` : body.detail;
});
