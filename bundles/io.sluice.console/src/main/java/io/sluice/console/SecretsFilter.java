/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.console;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.osgi.service.component.annotations.Component;

/**
 * Masks credentials in whatever the console's own pages show: configurations, status, threads, log, events. Source URLs
 * are all over them, and those pages know nothing of that.
 */
@Component(
        service = {SecretsFilter.class, Filter.class},
        property = {
            "osgi.http.whiteboard.context.select=(osgi.http.whiteboard.context.name=org.apache.felix.webconsole)",
            "osgi.http.whiteboard.filter.pattern=/*"
        })
public final class SecretsFilter implements Filter {
    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (!(request instanceof HttpServletRequest asked)
                || !(response instanceof HttpServletResponse answer)
                || (asked.getServletPath() + "/").contains("/res/")) {
            chain.doFilter(request, response);
            return;
        }
        MaskedResponse masked = new MaskedResponse(answer);
        chain.doFilter(request, masked);
        masked.send();
    }
}
