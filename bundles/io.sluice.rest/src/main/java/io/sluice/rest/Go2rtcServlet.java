/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.rest;

import io.sluice.api.http.Gateway;
import io.sluice.rest.go2rtc.Go2rtc;
import io.sluice.rest.http.RouterServlet;
import jakarta.servlet.Servlet;
import java.util.Objects;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The calls of go2rtc's clients. */
@Component(
        service = Servlet.class,
        property = {
            "osgi.http.whiteboard.servlet.pattern=/api",
            "osgi.http.whiteboard.servlet.pattern=/api/streams",
            "osgi.http.whiteboard.servlet.pattern=/api/preload",
            "osgi.http.whiteboard.servlet.pattern=/api/schemes",
            "osgi.http.whiteboard.servlet.pattern=/api/config",
            Gateway.ROLE + "=" + Gateway.ANYBODY_KNOWN
        })
public final class Go2rtcServlet extends RouterServlet {
    private static final long serialVersionUID = 1L;

    @Activate
    public Go2rtcServlet(@Reference Parts parts) {
        super(
                Go2rtc.router(
                        parts.registry(),
                        parts.config(),
                        () -> parts.listeners,
                        Objects.toString(parts.context().getProperty("sluice.version"), "")),
                "/");
    }
}
