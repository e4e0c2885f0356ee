/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/** The HTTP API: servlets that hand requests to the resources. */
@NullMarked
package io.sluice.rest;

import org.jspecify.annotations.NullMarked;
