"""The autoencoder, its normalized relatives and their Langevin chains in plain PyTorch.

Written from the published definitions, apart from the TypeScript and sharing nothing with it: the
second implementation that fixtures and training curves come from. Clear rather than fast.

NAE: arXiv:2105.05735. WNAE: arXiv:2510.02168.
"""

import math

import torch

try:
    import ot
except ImportError:  # a machine with a device has PyTorch, and rarely POT
    ot = None


class Autoencoder(torch.nn.Module):
    """Fully connected encoder and its mirror; linear code and output; PyTorch's default init."""

    def __init__(self, sizes=(8, 10, 10, 6), activation=torch.relu):
        super().__init__()
        mirrored = sizes[::-1]
        self.activation = activation
        self.encoder = torch.nn.ModuleList(map(torch.nn.Linear, sizes[:-1], sizes[1:]))
        self.decoder = torch.nn.ModuleList(map(torch.nn.Linear, mirrored[:-1], mirrored[1:]))

    def _stack(self, layers, h):
        for layer in layers[:-1]:
            h = self.activation(layer(h))
        return layers[-1](h)

    def encode(self, x):
        return self._stack(self.encoder, x)

    def decode(self, z):
        return self._stack(self.decoder, z)

    def energy(self, x):
        """E(x) = (1/D) |x - g(f(x))|^2, one value per example."""
        return (x - self.decode(self.encode(x))).square().mean(1)


def energy_and_gradient(energy, x, differentiable=False):
    """E(x) and its gradient in x; with differentiable=True both keep their graph."""
    if not x.requires_grad:
        x = x.detach().requires_grad_()
    e = energy(x)
    (g,) = torch.autograd.grad(e.sum(), x, create_graph=differentiable)
    return (e, g) if differentiable else (e.detach(), g)


def clip_rows(g, bound):
    """Rescales each row whose Euclidean norm exceeds the bound to that norm."""
    norm = g.norm(dim=1, keepdim=True)
    return torch.where(norm > bound, g * (bound / norm), g)


def langevin_chain(
    energy,
    start,
    noise,
    *,
    sigma,
    temperature,
    step_size=None,
    box=None,
    reject=False,
    clip=None,
    anneal=False,
    uniforms=None,
    differentiable=False,
):
    """x <- x - (step/T) grad E(x) + sigma_t noise_t, then the box; with uniforms, Metropolis.

    noise (S, B, D) is standard normal, uniforms (S, B). step_size None means sigma^2 / 2.
    Annealing: steps 0 and 1 use sigma, step t >= 1 uses sigma / t.
    With uniforms the chain is MALA for the density exp(-E/T), restricted to the box if there is one
    (a proposal outside it is refused, so `reject` must be set with a box); it holds for any sigma.

    Returns a dict of lists: states (S+1), energies (S+1), drifts (S: grad E at states 0..S-1 as it
    enters the step, after clipping), proposals (S, before box and Metropolis), sigmas (S), and with
    uniforms log_alpha (S) and accepted (S).
    """
    step_size = sigma * sigma / 2 if step_size is None else step_size
    if uniforms is not None and (anneal or differentiable or (box is not None and not reject)):
        raise ValueError('langevin_chain: Metropolis needs constant noise, no graph, box by reject')

    def evaluate(x):
        e, g = energy_and_gradient(energy, x, differentiable)
        return e, g if clip is None else clip_rows(g, clip)

    x = start.detach()
    e, g = evaluate(x)
    trace = {'states': [x], 'energies': [e], 'drifts': [], 'proposals': [], 'sigmas': []}
    if uniforms is not None:
        trace.update(log_alpha=[], accepted=[])
    rate = step_size / temperature
    for t in range(len(noise)):
        sigma_t = sigma / max(1, t) if anneal else sigma
        y = x - rate * g + sigma_t * noise[t]
        trace['drifts'].append(g)
        trace['proposals'].append(y)
        trace['sigmas'].append(sigma_t)
        if box is not None and reject:
            inside = ((y >= box[0]) & (y <= box[1])).all(1, keepdim=True)
            y_new = torch.where(inside, y, x)
        elif box is not None:
            y_new = y.clamp(*box)
        else:
            y_new = y
        if uniforms is not None:
            e_y, g_y = evaluate(y)
            forward = (y - x + rate * g).square().sum(1)
            backward = (x - y + rate * g_y).square().sum(1)
            log_alpha = -(e_y - e) / temperature - (backward - forward) / (2 * sigma_t * sigma_t)
            accepted = uniforms[t].log() <= log_alpha
            trace['log_alpha'].append(log_alpha)
            if box is not None:
                accepted = accepted & inside[:, 0]
            trace['accepted'].append(accepted)
            y_new = torch.where(accepted[:, None], y, x)
        x = y_new if differentiable else y_new.detach()
        e, g = evaluate(x)
        trace['states'].append(x)
        trace['energies'].append(e)
    return trace


def log_cosh(u):
    """log cosh u = u + softplus(-2u) - log 2, without overflow for either sign."""
    return u.abs() + torch.nn.functional.softplus(-2 * u.abs()) - math.log(2)


def nae_loss(positive, negative, kind='difference', gamma=0.0, alpha=0.0):
    """difference: E+ - E- + gamma <E-^2>; log-cosh: log cosh(E+ - E-) + alpha E+."""
    gap = positive.mean() - negative.mean()
    if kind == 'log-cosh':
        return log_cosh(gap) + alpha * positive.mean()
    return gap + gamma * negative.square().mean() if gamma else gap


def transport_plan(cost):
    """The exact optimal plan between uniform weights, as a constant; SciPy's assignment where there is no POT."""
    if ot is None:
        from scipy.optimize import linear_sum_assignment

        rows, columns = linear_sum_assignment(cost.detach().double().numpy())
        plan = torch.zeros_like(cost)
        plan[rows, columns] = 1 / len(rows)
        return plan
    a, b = (torch.full((n,), 1 / n, dtype=torch.float64).numpy() for n in cost.shape)
    plan, log = ot.emd(a, b, cost.detach().double().numpy(), numItermax=10**7, log=True)
    if log['warning'] is not None:
        raise RuntimeError(f'transport_plan: {log["warning"]}')
    return torch.from_numpy(plan).to(cost.dtype)


def pairwise_cost(x, y, metric='sqeuclidean'):
    squared = (x[:, None] - y[None]).square().sum(2)
    return squared if metric == 'sqeuclidean' else squared.sqrt()


def wasserstein(x, y, metric='sqeuclidean'):
    """sum_ij G_ij C_ij with G optimal and constant, so dW/dC = G. Squared cost: W_2^2, no root."""
    cost = pairwise_cost(x, y, metric)
    return (transport_plan(cost) * cost).sum()
