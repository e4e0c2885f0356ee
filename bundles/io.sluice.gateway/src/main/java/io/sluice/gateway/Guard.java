/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.gateway;

import io.sluice.api.http.Gateway;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.service.servlet.whiteboard.Preprocessor;

/**
 * Stands before every servlet of every bundle: who does not come from the gateway gets 403, and no servlet sees it. The
 * path is the one that Felix HTTP is about to look up; if it is not the one that the gateway checked, it is refused
 * too.
 */
final class Guard implements Preprocessor {
    private static final String PASSED = "io.sluice.gateway.passed";

    private final Passes passes;

    Guard(Passes passes) {
        this.passes = passes;
    }

    @Override
    public void doFilter(ServletRequest any, ServletResponse answer, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest request = (HttpServletRequest) any;
        HttpServletResponse response = (HttpServletResponse) answer;
        // The second turn of an asynchronous request; only code of this server sets attributes.
        if (request.getAttribute(PASSED) == passes) {
            chain.doFilter(request, response);
            return;
        }
        String info = request.getPathInfo();
        String path = request.getServletPath() + (info == null ? "" : info);
        Passes.Pass pass = passes.take(request.getHeader(Passes.HEADER), request.getMethod(), path);
        if (pass == null) {
            response.setStatus(HttpServletResponse.SC_FORBIDDEN);
            response.setContentType(Answer.PROBLEM);
            response.getWriter().write(Answer.problemJson(403, "requests come in through the gateway"));
            return;
        }
        request.setAttribute(PASSED, passes);
        request.setAttribute(Gateway.IDENTITY, pass.identity());
        chain.doFilter(new Checked(request, pass), new PlainErrors(response));
    }

    /** The request as the client made it: without our header, from the client's address. */
    private static final class Checked extends HttpServletRequestWrapper {
        private final Passes.Pass pass;

        Checked(HttpServletRequest request, Passes.Pass pass) {
            super(request);
            this.pass = pass;
        }

        @Override
        public @Nullable String getHeader(String name) {
            return Passes.HEADER.equalsIgnoreCase(name) ? null : super.getHeader(name);
        }

        @Override
        public Enumeration<String> getHeaders(String name) {
            return Passes.HEADER.equalsIgnoreCase(name) ? Collections.emptyEnumeration() : super.getHeaders(name);
        }

        @Override
        public Enumeration<String> getHeaderNames() {
            List<String> names = Collections.list(super.getHeaderNames());
            names.removeIf(Passes.HEADER::equalsIgnoreCase);
            return Collections.enumeration(names);
        }

        @Override
        public String getRemoteAddr() {
            return pass.remote().getHostAddress();
        }

        @Override
        public String getRemoteHost() {
            return getRemoteAddr();
        }

        @Override
        public @Nullable String getRemoteUser() {
            String name = pass.identity().name();
            return name.isEmpty() ? null : name;
        }

        @Override
        public String getScheme() {
            return pass.secure() ? "https" : "http";
        }

        @Override
        public boolean isSecure() {
            return pass.secure();
        }

        @Override
        public int getServerPort() {
            HostName host = HostName.parse(String.valueOf(super.getHeader("Host")));
            return host == null ? super.getServerPort() : host.port(pass.secure());
        }

        @Override
        public StringBuffer getRequestURL() {
            String host = String.valueOf(super.getHeader("Host"));
            return new StringBuffer(getScheme()).append("://").append(host).append(getRequestURI());
        }
    }
}
