# escape=`
FROM mcr.example.com/windows/servercore:ltsc2022-1.0 `
  AS base
FROM base
