/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.console;

import jakarta.servlet.Servlet;
import org.apache.felix.webconsole.servlet.ServletConstants;
import org.osgi.service.component.annotations.Component;

/** Drivers: what they serve, how they are. */
@Component(
        service = Servlet.class,
        property = {
            ServletConstants.PLUGIN_LABEL + "=drivers",
            ServletConstants.PLUGIN_TITLE + "=Drivers",
            Page.CATEGORY,
            ServletConstants.PLUGIN_CSS_REFERENCES + "=/drivers/res/sluice.css"
        })
public final class DriversPage extends Page {
    private static final long serialVersionUID = 1L;

    public DriversPage() {
        super("drivers.js");
    }
}
