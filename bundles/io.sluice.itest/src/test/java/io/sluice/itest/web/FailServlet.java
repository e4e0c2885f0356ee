/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest.web;

import io.sluice.api.http.Gateway;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.osgi.service.component.annotations.Component;

/** Has a defect, or refuses by {@code sendError}. */
@Component(
        service = Servlet.class,
        property = {"osgi.http.whiteboard.servlet.pattern=/fixture/fail", Gateway.ROLE + "=" + Gateway.ANYBODY_KNOWN})
public final class FailServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (request.getParameter("status") != null) {
            response.getWriter().write("what was begun");
            response.sendError(Integer.parseInt(request.getParameter("status")), "not \"today\"");
            return;
        }
        throw new IllegalStateException("the password is S3cr3t, the file /etc/shadow");
    }
}
