/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.console;

import io.sluice.api.auth.Identity;
import io.sluice.api.auth.Role;
import io.sluice.api.bundle.BundleStore;
import io.sluice.api.http.Gateway;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.felix.webconsole.spi.SecurityProvider;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.slf4j.MDC;

/**
 * Who gets into the Web Console: administrators of all streams whom the gateway has recognised. There is no password
 * here. The console requires this very provider ({@code felix.webconsole.security.providers}), and is not there without
 * it.
 *
 * <p>What would change bundles is done here by the bundle store and never reaches the console's own code: this is the
 * one place in front of every servlet of the console that is there whenever they are.
 */
@Component(service = SecurityProvider.class, property = SecurityProvider.PROPERTY_ID + "=io.sluice")
public final class ConsoleDoor implements SecurityProvider {
    private static final String ROOT = "/system/console";
    private static final List<String> GET_CHANGES = List.of("apply", "delete", "unbind");

    private final BundleContext system;

    private volatile @Nullable BundleStore store;

    /** @param secrets has to be in place before the console is */
    @Activate
    public ConsoleDoor(BundleContext context, @Reference SecretsFilter secrets) {
        // Of the framework, because stopping bundles may end this one.
        this.system = context.getBundle(0).getBundleContext();
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bind(BundleStore present) {
        store = present;
    }

    void unbind(BundleStore gone) {
        if (store == gone) {
            store = null;
        }
    }

    @Override
    public @Nullable Object authenticate(HttpServletRequest request, HttpServletResponse response) {
        try {
            Object identity = request.getAttribute(Gateway.IDENTITY);
            if (request.getHeader("Authorization") != null) {
                // What a browser sends by itself would be sent for foreign pages too.
                Answer.text(
                        response,
                        HttpServletResponse.SC_FORBIDDEN,
                        "The console takes no credentials but a session: log in. For programs there is /api/v1.");
                return null;
            }
            if (!isAdministrator(identity)) {
                Answer.text(response, HttpServletResponse.SC_FORBIDDEN, "The console is for administrators.");
                return null;
            }
            try (MDC.MDCCloseable user = MDC.putCloseable("user", ((Identity) identity).name())) {
                return answered(request, response) ? null : identity;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean answered(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String path = request.getPathInfo() == null ? "" : request.getPathInfo();
        boolean changes =
                !request.getMethod().equals("GET") && !request.getMethod().equals("HEAD");
        if (!changes && GET_CHANGES.stream().anyMatch(name -> request.getParameter(name) != null)) {
            // The configuration page would take a GET with post=true for a POST.
            Answer.text(response, HttpServletResponse.SC_METHOD_NOT_ALLOWED, "GET changes nothing here.");
            return true;
        }
        if (path.endsWith(".zip")) {
            // Packed text cannot be masked.
            Answer.text(
                    response, HttpServletResponse.SC_NOT_FOUND, "Not offered here; use ./sluice diag, which masks.");
            return true;
        }
        return changes && BundleRequest.isOne(path) && new BundleRequest(store, system, request, response).answer();
    }

    @Override
    public boolean authorize(Object user, String role) {
        return isAdministrator(user);
    }

    private static boolean isAdministrator(@Nullable Object user) {
        return user instanceof Identity identity && identity.way() != Identity.Way.LOCAL && identity.mayAll(Role.ADMIN);
    }

    /** The session is the gateway's. */
    @Override
    public void logout(HttpServletRequest request, HttpServletResponse response) {
        try {
            String root = request.getContextPath();
            response.sendRedirect(root.substring(0, root.length() - ROOT.length()) + "/logout");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
