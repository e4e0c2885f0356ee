/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.console;

import io.sluice.api.http.Gateway;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.osgi.service.component.annotations.Component;

/**
 * Where the console's page of bundles sends jars: it says to the gateway how long they may be, which the console's own
 * servlet does not. {@link ConsoleDoor} answers the uploads; the page itself is the console's.
 */
@Component(
        service = Servlet.class,
        property = {
            "osgi.http.whiteboard.context.select=(osgi.http.whiteboard.context.name=org.apache.felix.webconsole)",
            "osgi.http.whiteboard.servlet.pattern=/bundles",
            "osgi.http.whiteboard.servlet.pattern=/install",
            "osgi.http.whiteboard.servlet.multipart.enabled:Boolean=true",
            "osgi.http.whiteboard.servlet.multipart.maxFileSize:Long=" + UploadServlet.MAX_BYTES,
            Gateway.BODY_MAX + ":Long=" + UploadServlet.MAX_BYTES
        })
public final class UploadServlet extends HttpServlet {
    /** More than the bundle store takes, so that it is the one that says so. */
    static final long MAX_BYTES = 64L << 20;

    private static final long serialVersionUID = 1L;
    private static final String PAGE = "/bundles/";

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        // One that is not ours, so the console's servlet takes it; for the page it is the same.
        RequestDispatcher console = getServletContext().getRequestDispatcher(PAGE);
        if (console == null) {
            Answer.text(response, HttpServletResponse.SC_NOT_FOUND, "The console is not there.");
        } else {
            console.forward(request, response);
        }
    }
}
