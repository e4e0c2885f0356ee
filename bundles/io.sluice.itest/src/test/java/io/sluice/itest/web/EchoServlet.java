/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest.web;

import io.sluice.api.auth.Identity;
import io.sluice.api.http.Gateway;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.util.Collections;
import org.osgi.service.component.annotations.Component;

/** Tells what it was asked, to everybody who is known. */
@Component(
        service = Servlet.class,
        property = {
            "osgi.http.whiteboard.servlet.pattern=/fixture/echo/*",
            Gateway.ROLE + "=" + Gateway.ANYBODY_KNOWN,
            Gateway.BODY_MAX + ":Long=8388608"
        })
public final class EchoServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        long bytes = count(request.getInputStream());
        response.setContentType("text/plain; charset=utf-8");
        response.addHeader("Access-Control-Allow-Origin", "*");
        PrintWriter out = response.getWriter();
        Identity identity = (Identity) request.getAttribute(Gateway.IDENTITY);
        out.println("identity=" + identity.name() + " " + identity.role() + " " + identity.way());
        out.println("method=" + request.getMethod());
        out.println("uri=" + request.getRequestURI() + " info=" + request.getPathInfo());
        out.println("url=" + request.getRequestURL());
        out.println("query=" + request.getQueryString());
        out.println("remote=" + request.getRemoteAddr() + " secure=" + request.isSecure());
        out.println("body=" + bytes);
        for (String name : Collections.list(request.getHeaderNames())) {
            out.println("header " + name + "=" + String.join("|", Collections.list(request.getHeaders(name))));
        }
    }

    private static long count(InputStream in) throws IOException {
        byte[] buffer = new byte[8192];
        long bytes = 0;
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            bytes += read;
        }
        return bytes;
    }
}
