/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.console;

import io.sluice.api.http.Gateway;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** One request and what became of it. */
final class FakeExchange {
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final Object identity;
    private final String method;
    private final String path;
    private final Map<String, String> parameters;
    private int status;
    private String redirect;
    private Object result;

    FakeExchange(Object identity, String method, String path, Map<String, String> parameters) {
        this.identity = identity;
        this.method = method;
        this.path = path;
        this.parameters = parameters;
    }

    void let(ConsoleDoor door) {
        result = door.authenticate(request("/x", "/system/console"), response());
    }

    /** As the console calls it, with another idea of what the context is. */
    void logout(ConsoleDoor door) {
        door.logout(request("/x/system/console", ""), response());
    }

    private HttpServletRequest request(String contextPath, String servletPath) {
        return FakeFramework.fake(HttpServletRequest.class, (name, arguments) -> switch (name) {
            case "getAttribute" -> arguments[0].equals(Gateway.IDENTITY) ? identity : null;
            case "getMethod" -> method;
            case "getPathInfo" -> path;
            case "getContextPath" -> contextPath;
            case "getServletPath" -> servletPath;
            case "getParameter" -> parameters.get(arguments[0]);
            case "getHeader" -> parameters.get("header " + arguments[0]);
            case "getParts" -> List.of();
            default -> null;
        });
    }

    private HttpServletResponse response() {
        return FakeFramework.fake(HttpServletResponse.class, (name, arguments) -> {
            switch (name) {
                case "setStatus" -> status = (int) arguments[0];
                case "sendRedirect" -> redirect = (String) arguments[0];
                case "getOutputStream" -> {
                    return new Output();
                }
                default -> {}
            }
            return null;
        });
    }

    Object result() {
        return result;
    }

    int status() {
        return status;
    }

    String redirect() {
        return redirect;
    }

    String text() {
        return body.toString(StandardCharsets.UTF_8);
    }

    private final class Output extends ServletOutputStream {
        @Override
        public void write(int b) {
            body.write(b);
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            throw new IllegalStateException("not asynchronous");
        }
    }
}
