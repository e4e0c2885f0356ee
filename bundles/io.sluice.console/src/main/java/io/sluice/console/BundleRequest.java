/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.console;

import io.sluice.api.bundle.BundleInfo;
import io.sluice.api.bundle.BundleRefusedException;
import io.sluice.api.bundle.BundleStore;
import io.sluice.api.bundle.Impact;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.Part;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.wiring.FrameworkWiring;

/** One request of the console's page of bundles to change something, answered as that page expects it. */
final class BundleRequest {
    private static final int UNPROCESSABLE = 422;

    private final @Nullable BundleStore store;
    private final BundleContext system;
    private final HttpServletRequest request;
    private final HttpServletResponse response;
    private final String path;

    /** @param system context of the framework */
    BundleRequest(
            @Nullable BundleStore store,
            BundleContext system,
            HttpServletRequest request,
            HttpServletResponse response) {
        this.store = store;
        this.system = system;
        this.request = request;
        this.response = response;
        this.path = String.valueOf(request.getPathInfo());
    }

    /**
     * Whether the console would give the request to its page of bundles: {@code /bundles}, what is below it,
     * {@code /bundles.json} and the like, and {@code /install}.
     */
    static boolean isOne(String path) {
        int end = path.indexOf('/', 1);
        String label = path.substring(Math.min(1, path.length()), end < 0 ? path.length() : end);
        int dot = label.indexOf('.');
        String name = dot < 0 ? label : label.substring(0, dot);
        return name.equals("bundles") || name.equals("install");
    }

    /** Always true: none of these goes on to the console. */
    boolean answer() throws IOException {
        BundleStore present = store;
        if (present == null) {
            refuse(HttpServletResponse.SC_SERVICE_UNAVAILABLE, "The bundle io.sluice.bundles is not active.");
            return true;
        }
        try {
            act(present, String.valueOf(request.getParameter("action")));
        } catch (BundleRefusedException e) {
            refuse(statusOf(e), String.valueOf(e.getMessage()));
        } catch (ServletException | IllegalStateException e) {
            refuse(HttpServletResponse.SC_BAD_REQUEST, "The upload is damaged or too large.");
        }
        return true;
    }

    private void act(BundleStore present, String action) throws BundleRefusedException, IOException, ServletException {
        switch (action) {
            case "install" -> upload(present);
            case "refreshPackages" -> refreshPending();
            case "start", "stop", "refresh", "update", "uninstall" -> change(present, action);
            default -> refuse(HttpServletResponse.SC_BAD_REQUEST, "Unknown action.");
        }
    }

    private void upload(BundleStore present) throws BundleRefusedException, IOException, ServletException {
        List<Part> jars = request.getParts().stream()
                .filter(part -> part.getName().equals("bundlefile") && part.getSize() > 0)
                .toList();
        if (jars.isEmpty()) {
            refuse(UNPROCESSABLE, "No jar was chosen.");
            return;
        }
        Bundle chosen = bundle(String.valueOf(request.getParameter("uploadid")));
        for (Part jar : jars) {
            if (!store(present, jar, chosen)) {
                return;
            }
        }
        if (path.startsWith("/install")) {
            response.setStatus(HttpServletResponse.SC_OK);
            response.setContentLength(0);
            response.flushBuffer();
        } else {
            response.sendRedirect(request.getRequestURI());
        }
    }

    /** @param chosen the bundle that the jar is meant to replace, if somebody said so */
    private boolean store(BundleStore present, Part jar, @Nullable Bundle chosen)
            throws BundleRefusedException, IOException {
        BundleStore.Candidate candidate;
        try (InputStream content = jar.getInputStream()) {
            candidate = present.examine(content);
        }
        boolean update = candidate.updates() || chosen != null;
        if (update && asksFirst(present, candidate.symbolicName(), candidate.impact())) {
            refuseUnasked("Updating", candidate.symbolicName(), candidate.impact());
            return false;
        }
        try (InputStream content = jar.getInputStream()) {
            if (update) {
                present.update(chosen == null ? candidate.symbolicName() : chosen.getSymbolicName(), content);
            } else {
                present.install(content);
            }
        }
        return true;
    }

    private void change(BundleStore present, String action) throws BundleRefusedException, IOException {
        Bundle bundle = bundle(path.substring(path.lastIndexOf('/') + 1));
        if (bundle == null) {
            refuse(HttpServletResponse.SC_NOT_FOUND, "There is no such bundle.");
            return;
        }
        String name = bundle.getSymbolicName();
        switch (action) {
            case "start" -> present.start(name);
            case "stop" -> present.stop(name);
            case "uninstall" -> present.remove(name);
            case "refresh" -> {
                refuseUnasked("Refreshing", name, present.impact(name));
                return;
            }
            default -> {
                refuse(UNPROCESSABLE, "Choose a jar to update " + name + ".");
                return;
            }
        }
        boolean fragment = bundle.getHeaders().get(Constants.FRAGMENT_HOST) != null;
        Answer.json(response, "{\"fragment\":" + fragment + ",\"stateRaw\":" + bundle.getState() + "}");
    }

    /** What waits to be wired anew could be anything: one says which bundle. */
    private void refreshPending() throws IOException {
        FrameworkWiring wiring = system.getBundle().adapt(FrameworkWiring.class);
        Collection<Bundle> closure = wiring.getDependencyClosure(wiring.getRemovalPendingBundles());
        if (closure.isEmpty()) {
            refuse(UNPROCESSABLE, "No bundle waits to be wired anew.");
        } else {
            List<String> names = closure.stream()
                    .map(Bundle::getSymbolicName)
                    .distinct()
                    .sorted()
                    .toList();
            refuse(
                    HttpServletResponse.SC_CONFLICT,
                    "This would restart " + String.join(", ", names) + ". Refresh single bundles on the page Install.");
        }
    }

    /** Plug-ins and bundles of the operator's that nothing hangs on may be updated here; others where one is asked. */
    private static boolean asksFirst(BundleStore present, String name, Impact impact) {
        boolean alone = impact.bundles().stream().allMatch(name::equals);
        boolean plugIn = name.startsWith("io.sluice.driver.") || name.startsWith("io.sluice.protocol.");
        boolean deployed = present.bundles().stream()
                .filter(info -> info.symbolicName().equals(name))
                .allMatch(info -> info.origin() == BundleInfo.Origin.DEPLOYED);
        return !alone || !(plugIn || deployed);
    }

    private void refuseUnasked(String what, String name, Impact impact) throws IOException {
        String others =
                impact.bundles().stream().filter(each -> !each.equals(name)).collect(Collectors.joining(", "));
        String page = request.getContextPath() + request.getServletPath() + "/installer#"
                + URLEncoder.encode(name, StandardCharsets.UTF_8);
        Answer.refusal(
                request,
                response,
                HttpServletResponse.SC_CONFLICT,
                what + " " + name + ": " + impact.text()
                        + (others.isEmpty() ? "" : " These restart with it: " + others + ".")
                        + " Nothing was done. The page Install does it, and asks first.",
                page,
                "Install");
    }

    private @Nullable Bundle bundle(String id) {
        try {
            return system.getBundle(Long.parseLong(id));
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private void refuse(int status, String text) throws IOException {
        Answer.refusal(
                request,
                response,
                status,
                text,
                request.getContextPath() + request.getServletPath() + "/bundles",
                "Bundles");
    }

    private static int statusOf(BundleRefusedException refused) {
        return switch (refused.cause()) {
            case NOT_FOUND -> HttpServletResponse.SC_NOT_FOUND;
            case LIMIT -> HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE;
            case FORBIDDEN -> HttpServletResponse.SC_FORBIDDEN;
            default -> UNPROCESSABLE;
        };
    }
}
