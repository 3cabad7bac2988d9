"use strict";(()=>{var le=globalThis,ce=le.ShadowRoot&&(le.ShadyCSS===void 0||le.ShadyCSS.nativeShadow)&&"adoptedStyleSheets"in Document.prototype&&"replace"in CSSStyleSheet.prototype,_e=Symbol(),nt=new WeakMap,V=class{constructor(i,e,t){if(this._$cssResult$=!0,t!==_e)throw Error("CSSResult is not constructable. Use `unsafeCSS` or `css` instead.");this.cssText=i,this.t=e}get styleSheet(){let i=this.o,e=this.t;if(ce&&i===void 0){let t=e!==void 0&&e.length===1;t&&(i=nt.get(e)),i===void 0&&((this.o=i=new CSSStyleSheet).replaceSync(this.cssText),t&&nt.set(e,i))}return i}toString(){return this.cssText}},q=s=>new V(typeof s=="string"?s:s+"",void 0,_e),y=(s,...i)=>{let e=s.length===1?s[0]:i.reduce((t,r,n)=>t+(o=>{if(o._$cssResult$===!0)return o.cssText;if(typeof o=="number")return o;throw Error("Value passed to 'css' function must be a 'css' function result: "+o+". Use 'unsafeCSS' to pass non-literal values, but take care to ensure page security.")})(r)+s[n+1],s[0]);return new V(e,s,_e)},st=(s,i)=>{if(ce)s.adoptedStyleSheets=i.map(e=>e instanceof CSSStyleSheet?e:e.styleSheet);else for(let e of i){let t=document.createElement("style"),r=le.litNonce;r!==void 0&&t.setAttribute("nonce",r),t.textContent=e.cssText,s.appendChild(t)}},Te=ce?s=>s:s=>s instanceof CSSStyleSheet?(i=>{let e="";for(let t of i.cssRules)e+=t.cssText;return q(e)})(s):s;var{is:hi,defineProperty:pi,getOwnPropertyDescriptor:mi,getOwnPropertyNames:ui,getOwnPropertySymbols:fi,getPrototypeOf:gi}=Object,de=globalThis,ot=de.trustedTypes,bi=ot?ot.emptyScript:"",vi=de.reactiveElementPolyfillSupport,W=(s,i)=>s,Re={toAttribute(s,i){switch(i){case Boolean:s=s?bi:null;break;case Object:case Array:s=s==null?s:JSON.stringify(s)}return s},fromAttribute(s,i){let e=s;switch(i){case Boolean:e=s!==null;break;case Number:e=s===null?null:Number(s);break;case Object:case Array:try{e=JSON.parse(s)}catch{e=null}}return e}},lt=(s,i)=>!hi(s,i),at={attribute:!0,type:String,converter:Re,reflect:!1,useDefault:!1,hasChanged:lt};Symbol.metadata??=Symbol("metadata"),de.litPropertyMetadata??=new WeakMap;var _=class extends HTMLElement{static addInitializer(i){this._$Ei(),(this.l??=[]).push(i)}static get observedAttributes(){return this.finalize(),this._$Eh&&[...this._$Eh.keys()]}static createProperty(i,e=at){if(e.state&&(e.attribute=!1),this._$Ei(),this.prototype.hasOwnProperty(i)&&((e=Object.create(e)).wrapped=!0),this.elementProperties.set(i,e),!e.noAccessor){let t=Symbol(),r=this.getPropertyDescriptor(i,t,e);r!==void 0&&pi(this.prototype,i,r)}}static getPropertyDescriptor(i,e,t){let{get:r,set:n}=mi(this.prototype,i)??{get(){return this[e]},set(o){this[e]=o}};return{get:r,set(o){let a=r?.call(this);n?.call(this,o),this.requestUpdate(i,a,t)},configurable:!0,enumerable:!0}}static getPropertyOptions(i){return this.elementProperties.get(i)??at}static _$Ei(){if(this.hasOwnProperty(W("elementProperties")))return;let i=gi(this);i.finalize(),i.l!==void 0&&(this.l=[...i.l]),this.elementProperties=new Map(i.elementProperties)}static finalize(){if(this.hasOwnProperty(W("finalized")))return;if(this.finalized=!0,this._$Ei(),this.hasOwnProperty(W("properties"))){let e=this.properties,t=[...ui(e),...fi(e)];for(let r of t)this.createProperty(r,e[r])}let i=this[Symbol.metadata];if(i!==null){let e=litPropertyMetadata.get(i);if(e!==void 0)for(let[t,r]of e)this.elementProperties.set(t,r)}this._$Eh=new Map;for(let[e,t]of this.elementProperties){let r=this._$Eu(e,t);r!==void 0&&this._$Eh.set(r,e)}this.elementStyles=this.finalizeStyles(this.styles)}static finalizeStyles(i){let e=[];if(Array.isArray(i)){let t=new Set(i.flat(1/0).reverse());for(let r of t)e.unshift(Te(r))}else i!==void 0&&e.push(Te(i));return e}static _$Eu(i,e){let t=e.attribute;return t===!1?void 0:typeof t=="string"?t:typeof i=="string"?i.toLowerCase():void 0}constructor(){super(),this._$Ep=void 0,this.isUpdatePending=!1,this.hasUpdated=!1,this._$Em=null,this._$Ev()}_$Ev(){this._$ES=new Promise(i=>this.enableUpdating=i),this._$AL=new Map,this._$E_(),this.requestUpdate(),this.constructor.l?.forEach(i=>i(this))}addController(i){(this._$EO??=new Set).add(i),this.renderRoot!==void 0&&this.isConnected&&i.hostConnected?.()}removeController(i){this._$EO?.delete(i)}_$E_(){let i=new Map,e=this.constructor.elementProperties;for(let t of e.keys())this.hasOwnProperty(t)&&(i.set(t,this[t]),delete this[t]);i.size>0&&(this._$Ep=i)}createRenderRoot(){let i=this.shadowRoot??this.attachShadow(this.constructor.shadowRootOptions);return st(i,this.constructor.elementStyles),i}connectedCallback(){this.renderRoot??=this.createRenderRoot(),this.enableUpdating(!0),this._$EO?.forEach(i=>i.hostConnected?.())}enableUpdating(i){}disconnectedCallback(){this._$EO?.forEach(i=>i.hostDisconnected?.())}attributeChangedCallback(i,e,t){this._$AK(i,t)}_$ET(i,e){let t=this.constructor.elementProperties.get(i),r=this.constructor._$Eu(i,t);if(r!==void 0&&t.reflect===!0){let n=(t.converter?.toAttribute!==void 0?t.converter:Re).toAttribute(e,t.type);this._$Em=i,n==null?this.removeAttribute(r):this.setAttribute(r,n),this._$Em=null}}_$AK(i,e){let t=this.constructor,r=t._$Eh.get(i);if(r!==void 0&&this._$Em!==r){let n=t.getPropertyOptions(r),o=typeof n.converter=="function"?{fromAttribute:n.converter}:n.converter?.fromAttribute!==void 0?n.converter:Re;this._$Em=r;let a=o.fromAttribute(e,n.type);this[r]=a??this._$Ej?.get(r)??a,this._$Em=null}}requestUpdate(i,e,t,r=!1,n){if(i!==void 0){let o=this.constructor;if(r===!1&&(n=this[i]),t??=o.getPropertyOptions(i),!((t.hasChanged??lt)(n,e)||t.useDefault&&t.reflect&&n===this._$Ej?.get(i)&&!this.hasAttribute(o._$Eu(i,t))))return;this.C(i,e,t)}this.isUpdatePending===!1&&(this._$ES=this._$EP())}C(i,e,{useDefault:t,reflect:r,wrapped:n},o){t&&!(this._$Ej??=new Map).has(i)&&(this._$Ej.set(i,o??e??this[i]),n!==!0||o!==void 0)||(this._$AL.has(i)||(this.hasUpdated||t||(e=void 0),this._$AL.set(i,e)),r===!0&&this._$Em!==i&&(this._$Eq??=new Set).add(i))}async _$EP(){this.isUpdatePending=!0;try{await this._$ES}catch(e){Promise.reject(e)}let i=this.scheduleUpdate();return i!=null&&await i,!this.isUpdatePending}scheduleUpdate(){return this.performUpdate()}performUpdate(){if(!this.isUpdatePending)return;if(!this.hasUpdated){if(this.renderRoot??=this.createRenderRoot(),this._$Ep){for(let[r,n]of this._$Ep)this[r]=n;this._$Ep=void 0}let t=this.constructor.elementProperties;if(t.size>0)for(let[r,n]of t){let{wrapped:o}=n,a=this[r];o!==!0||this._$AL.has(r)||a===void 0||this.C(r,void 0,n,a)}}let i=!1,e=this._$AL;try{i=this.shouldUpdate(e),i?(this.willUpdate(e),this._$EO?.forEach(t=>t.hostUpdate?.()),this.update(e)):this._$EM()}catch(t){throw i=!1,this._$EM(),t}i&&this._$AE(e)}willUpdate(i){}_$AE(i){this._$EO?.forEach(e=>e.hostUpdated?.()),this.hasUpdated||(this.hasUpdated=!0,this.firstUpdated(i)),this.updated(i)}_$EM(){this._$AL=new Map,this.isUpdatePending=!1}get updateComplete(){return this.getUpdateComplete()}getUpdateComplete(){return this._$ES}shouldUpdate(i){return!0}update(i){this._$Eq&&=this._$Eq.forEach(e=>this._$ET(e,this[e])),this._$EM()}updated(i){}firstUpdated(i){}};_.elementStyles=[],_.shadowRootOptions={mode:"open"},_[W("elementProperties")]=new Map,_[W("finalized")]=new Map,vi?.({ReactiveElement:_}),(de.reactiveElementVersions??=[]).push("2.1.2");var De=globalThis,ct=s=>s,he=De.trustedTypes,dt=he?he.createPolicy("lit-html",{createHTML:s=>s}):void 0,gt="$lit$",P=`lit$${Math.random().toFixed(9).slice(2)}$`,bt="?"+P,yi=`<${bt}>`,D=document,Y=()=>D.createComment(""),Z=s=>s===null||typeof s!="object"&&typeof s!="function",je=Array.isArray,xi=s=>je(s)||typeof s?.[Symbol.iterator]=="function",Ce=`[ 	
\f\r]`,K=/<(?:(!--|\/[^a-zA-Z])|(\/?[a-zA-Z][^>\s]*)|(\/?$))/g,ht=/-->/g,pt=/>/g,O=RegExp(`>|${Ce}(?:([^\\s"'>=/]+)(${Ce}*=${Ce}*(?:[^ 	
\f\r"'\`<>=]|("|')|))|$)`,"g"),mt=/'/g,ut=/"/g,vt=/^(?:script|style|textarea|title)$/i,He=s=>(i,...e)=>({_$litType$:s,strings:i,values:e}),p=He(1),X=He(2),cr=He(3),j=Symbol.for("lit-noChange"),u=Symbol.for("lit-nothing"),ft=new WeakMap,N=D.createTreeWalker(D,129);function yt(s,i){if(!je(s)||!s.hasOwnProperty("raw"))throw Error("invalid template strings array");return dt!==void 0?dt.createHTML(i):i}var wi=(s,i)=>{let e=s.length-1,t=[],r,n=i===2?"<svg>":i===3?"<math>":"",o=K;for(let a=0;a<e;a++){let l=s[a],c,d,h=-1,m=0;for(;m<l.length&&(o.lastIndex=m,d=o.exec(l),d!==null);)m=o.lastIndex,o===K?d[1]==="!--"?o=ht:d[1]!==void 0?o=pt:d[2]!==void 0?(vt.test(d[2])&&(r=RegExp("</"+d[2],"g")),o=O):d[3]!==void 0&&(o=O):o===O?d[0]===">"?(o=r??K,h=-1):d[1]===void 0?h=-2:(h=o.lastIndex-d[2].length,c=d[1],o=d[3]===void 0?O:d[3]==='"'?ut:mt):o===ut||o===mt?o=O:o===ht||o===pt?o=K:(o=O,r=void 0);let f=o===O&&s[a+1].startsWith("/>")?" ":"";n+=o===K?l+yi:h>=0?(t.push(c),l.slice(0,h)+gt+l.slice(h)+P+f):l+P+(h===-2?a:f)}return[yt(s,n+(s[e]||"<?>")+(i===2?"</svg>":i===3?"</math>":"")),t]},J=class s{constructor({strings:i,_$litType$:e},t){let r;this.parts=[];let n=0,o=0,a=i.length-1,l=this.parts,[c,d]=wi(i,e);if(this.el=s.createElement(c,t),N.currentNode=this.el.content,e===2||e===3){let h=this.el.content.firstChild;h.replaceWith(...h.childNodes)}for(;(r=N.nextNode())!==null&&l.length<a;){if(r.nodeType===1){if(r.hasAttributes())for(let h of r.getAttributeNames())if(h.endsWith(gt)){let m=d[o++],f=r.getAttribute(h).split(P),b=/([.?@])?(.*)/.exec(m);l.push({type:1,index:n,name:b[2],strings:f,ctor:b[1]==="."?Le:b[1]==="?"?ze:b[1]==="@"?Oe:U}),r.removeAttribute(h)}else h.startsWith(P)&&(l.push({type:6,index:n}),r.removeAttribute(h));if(vt.test(r.tagName)){let h=r.textContent.split(P),m=h.length-1;if(m>0){r.textContent=he?he.emptyScript:"";for(let f=0;f<m;f++)r.append(h[f],Y()),N.nextNode(),l.push({type:2,index:++n});r.append(h[m],Y())}}}else if(r.nodeType===8)if(r.data===bt)l.push({type:2,index:n});else{let h=-1;for(;(h=r.data.indexOf(P,h+1))!==-1;)l.push({type:7,index:n}),h+=P.length-1}n++}}static createElement(i,e){let t=D.createElement("template");return t.innerHTML=i,t}};function I(s,i,e=s,t){if(i===j)return i;let r=t!==void 0?e._$Co?.[t]:e._$Cl,n=Z(i)?void 0:i._$litDirective$;return r?.constructor!==n&&(r?._$AO?.(!1),n===void 0?r=void 0:(r=new n(s),r._$AT(s,e,t)),t!==void 0?(e._$Co??=[])[t]=r:e._$Cl=r),r!==void 0&&(i=I(s,r._$AS(s,i.values),r,t)),i}var Pe=class{constructor(i,e){this._$AV=[],this._$AN=void 0,this._$AD=i,this._$AM=e}get parentNode(){return this._$AM.parentNode}get _$AU(){return this._$AM._$AU}u(i){let{el:{content:e},parts:t}=this._$AD,r=(i?.creationScope??D).importNode(e,!0);N.currentNode=r;let n=N.nextNode(),o=0,a=0,l=t[0];for(;l!==void 0;){if(o===l.index){let c;l.type===2?c=new G(n,n.nextSibling,this,i):l.type===1?c=new l.ctor(n,l.name,l.strings,this,i):l.type===6&&(c=new Ne(n,this,i)),this._$AV.push(c),l=t[++a]}o!==l?.index&&(n=N.nextNode(),o++)}return N.currentNode=D,r}p(i){let e=0;for(let t of this._$AV)t!==void 0&&(t.strings!==void 0?(t._$AI(i,t,e),e+=t.strings.length-2):t._$AI(i[e])),e++}},G=class s{get _$AU(){return this._$AM?._$AU??this._$Cv}constructor(i,e,t,r){this.type=2,this._$AH=u,this._$AN=void 0,this._$AA=i,this._$AB=e,this._$AM=t,this.options=r,this._$Cv=r?.isConnected??!0}get parentNode(){let i=this._$AA.parentNode,e=this._$AM;return e!==void 0&&i?.nodeType===11&&(i=e.parentNode),i}get startNode(){return this._$AA}get endNode(){return this._$AB}_$AI(i,e=this){i=I(this,i,e),Z(i)?i===u||i==null||i===""?(this._$AH!==u&&this._$AR(),this._$AH=u):i!==this._$AH&&i!==j&&this._(i):i._$litType$!==void 0?this.$(i):i.nodeType!==void 0?this.T(i):xi(i)?this.k(i):this._(i)}O(i){return this._$AA.parentNode.insertBefore(i,this._$AB)}T(i){this._$AH!==i&&(this._$AR(),this._$AH=this.O(i))}_(i){this._$AH!==u&&Z(this._$AH)?this._$AA.nextSibling.data=i:this.T(D.createTextNode(i)),this._$AH=i}$(i){let{values:e,_$litType$:t}=i,r=typeof t=="number"?this._$AC(i):(t.el===void 0&&(t.el=J.createElement(yt(t.h,t.h[0]),this.options)),t);if(this._$AH?._$AD===r)this._$AH.p(e);else{let n=new Pe(r,this),o=n.u(this.options);n.p(e),this.T(o),this._$AH=n}}_$AC(i){let e=ft.get(i.strings);return e===void 0&&ft.set(i.strings,e=new J(i)),e}k(i){je(this._$AH)||(this._$AH=[],this._$AR());let e=this._$AH,t,r=0;for(let n of i)r===e.length?e.push(t=new s(this.O(Y()),this.O(Y()),this,this.options)):t=e[r],t._$AI(n),r++;r<e.length&&(this._$AR(t&&t._$AB.nextSibling,r),e.length=r)}_$AR(i=this._$AA.nextSibling,e){for(this._$AP?.(!1,!0,e);i!==this._$AB;){let t=ct(i).nextSibling;ct(i).remove(),i=t}}setConnected(i){this._$AM===void 0&&(this._$Cv=i,this._$AP?.(i))}},U=class{get tagName(){return this.element.tagName}get _$AU(){return this._$AM._$AU}constructor(i,e,t,r,n){this.type=1,this._$AH=u,this._$AN=void 0,this.element=i,this.name=e,this._$AM=r,this.options=n,t.length>2||t[0]!==""||t[1]!==""?(this._$AH=Array(t.length-1).fill(new String),this.strings=t):this._$AH=u}_$AI(i,e=this,t,r){let n=this.strings,o=!1;if(n===void 0)i=I(this,i,e,0),o=!Z(i)||i!==this._$AH&&i!==j,o&&(this._$AH=i);else{let a=i,l,c;for(i=n[0],l=0;l<n.length-1;l++)c=I(this,a[t+l],e,l),c===j&&(c=this._$AH[l]),o||=!Z(c)||c!==this._$AH[l],c===u?i=u:i!==u&&(i+=(c??"")+n[l+1]),this._$AH[l]=c}o&&!r&&this.j(i)}j(i){i===u?this.element.removeAttribute(this.name):this.element.setAttribute(this.name,i??"")}},Le=class extends U{constructor(){super(...arguments),this.type=3}j(i){this.element[this.name]=i===u?void 0:i}},ze=class extends U{constructor(){super(...arguments),this.type=4}j(i){this.element.toggleAttribute(this.name,!!i&&i!==u)}},Oe=class extends U{constructor(i,e,t,r,n){super(i,e,t,r,n),this.type=5}_$AI(i,e=this){if((i=I(this,i,e,0)??u)===j)return;let t=this._$AH,r=i===u&&t!==u||i.capture!==t.capture||i.once!==t.once||i.passive!==t.passive,n=i!==u&&(t===u||r);r&&this.element.removeEventListener(this.name,this,t),n&&this.element.addEventListener(this.name,this,i),this._$AH=i}handleEvent(i){typeof this._$AH=="function"?this._$AH.call(this.options?.host??this.element,i):this._$AH.handleEvent(i)}},Ne=class{constructor(i,e,t){this.element=i,this.type=6,this._$AN=void 0,this._$AM=e,this.options=t}get _$AU(){return this._$AM._$AU}_$AI(i){I(this,i)}};var $i=De.litHtmlPolyfillSupport;$i?.(J,G),(De.litHtmlVersions??=[]).push("3.3.3");var xt=(s,i,e)=>{let t=e?.renderBefore??i,r=t._$litPart$;if(r===void 0){let n=e?.renderBefore??null;t._$litPart$=r=new G(i.insertBefore(Y(),n),n,void 0,e??{})}return r._$AI(s),r};var Ie=globalThis,x=class extends _{constructor(){super(...arguments),this.renderOptions={host:this},this._$Do=void 0}createRenderRoot(){let i=super.createRenderRoot();return this.renderOptions.renderBefore??=i.firstChild,i}update(i){let e=this.render();this.hasUpdated||(this.renderOptions.isConnected=this.isConnected),super.update(i),this._$Do=xt(e,this.renderRoot,this.renderOptions)}connectedCallback(){super.connectedCallback(),this._$Do?.setConnected(!0)}disconnectedCallback(){super.disconnectedCallback(),this._$Do?.setConnected(!1)}render(){return j}};x._$litElement$=!0,x.finalized=!0,Ie.litElementHydrateSupport?.({LitElement:x});var Si=Ie.litElementPolyfillSupport;Si?.({LitElement:x});(Ie.litElementVersions??=[]).push("4.2.2");var k=y`
 button,
 select,
 input[type="search"] {
 font: inherit;
 font-size: 12.5px;
 color: var(--text);
 background: var(--control);
 border: 1px solid var(--edge);
 border-radius: 5px;
 padding: 3px 8px;
 min-height: 26px;
 box-sizing: border-box;
 }
 button {
 cursor: pointer;
 white-space: nowrap;
 }
 button:hover {
 border-color: var(--dim);
 }
 button:disabled {
 opacity: 0.6;
 cursor: default;
 }
 button[aria-pressed="true"],
 button[aria-selected="true"] {
 background: var(--accent);
 border-color: var(--accent);
 color: var(--on-accent);
 }
 .chip {
 border-radius: 13px;
 max-width: 16em;
 overflow: hidden;
 text-overflow: ellipsis;
 }
 .chip[aria-pressed="true"] {
 background: var(--soft);
 border-color: var(--accent);
 color: var(--text);
 }
 .group {
 display: inline-flex;
 flex-wrap: wrap;
 gap: 3px;
 align-items: center;
 }
 label {
 display: inline-flex;
 align-items: center;
 gap: 5px;
 font-size: 12.5px;
 white-space: nowrap;
 }
 input[type="range"] {
 width: 110px;
 accent-color: var(--accent);
 }
 input[type="checkbox"] {
 accent-color: var(--accent);
 margin: 0;
 }
 select {
 max-width: 15em;
 }
 :focus-visible {
 outline: 2px solid var(--accent);
 outline-offset: 1px;
 }
`;function pe(s){return s.filter(({accept:i,decision:e})=>i!==void 0&&e!=="accepted")}function wt(s){return{copies:s.flatMap(({accept:i})=>i?.copies??[]),removes:s.flatMap(({accept:i})=>i?.removes??[])}}function $t(s){return s.flatMap(({command:i})=>i?[`${i}
`]:[]).join("")}async function St(s,i,e={}){let t=await fetch(`./decision/${encodeURIComponent(s.id??"")}`,{method:"POST",headers:{...e,"Content-Type":"application/json"},body:JSON.stringify({decision:i,digest:s.accept?.digest??null})});if(!t.ok)throw new Error((await t.text()).trim()||`the server answered ${t.status}`);let{decision:r,accept:n}=await t.json();return{decision:r,accept:n}}var Ue=class extends x{constructor(){super();this.answer=null;this.entries=[]}static{this.properties={entries:{state:!0}}}static{this.styles=[k,y`
 dialog {
 color: var(--text);
 background: var(--panel);
 border: 1px solid var(--edge);
 border-radius: 10px;
 max-width: min(720px, 92vw);
 box-sizing: border-box;
 padding: 18px 22px;
 }
 dialog::backdrop {
 background: #0008;
 }
 h2 {
 font-size: 15px;
 margin: 0 0 8px;
 }
 h3 {
 font-size: 13px;
 margin: 10px 0 4px;
 }
 .files {
 max-height: 50vh;
 overflow: auto;
 border: 1px solid var(--line);
 border-radius: 6px;
 padding: 2px 12px 10px;
 }
 ul {
 margin: 0;
 padding-left: 18px;
 font: 12px/1.5 var(--mono);
 overflow-wrap: anywhere;
 }
 li + li {
 margin-top: 4px;
 }
 p {
 margin: 10px 0 0;
 font-size: 13px;
 }
 .primary {
 background: var(--accent);
 border-color: var(--accent);
 color: var(--on-accent);
 }
 .buttons {
 display: flex;
 justify-content: flex-end;
 gap: 8px;
 margin-top: 14px;
 }
 `]}get open(){return this.dialog?.open??!1}get dialog(){return this.renderRoot.querySelector("dialog")}async ask(e){return this.entries=e,await this.updateComplete,this.dialog?.showModal(),new Promise(t=>this.answer=t)}close(e){this.dialog?.close(),this.answer?.(e),this.answer=null}render(){let{copies:e,removes:t}=wt(this.entries),r=this.entries.length,n=r===1?`Accept ${this.entries[0].name}?`:`Accept ${r} pictures?`;return p`<dialog aria-labelledby="title" @cancel=${()=>this.close(!1)}>
 <h2 id="title">${n}</h2>
 <div class="files" tabindex="0" role="group" aria-label="Files">
 ${e.length?p`<h3>Copy the new picture over the baseline</h3><ul>${e.map(([o,a])=>p`<li>${o}<br />\u2192 ${a}</li>`)}</ul>`:u}
 ${t.length?p`<h3>Remove</h3><ul>${t.map(o=>p`<li>${o}</li>`)}</ul>`:u}
 </div>
 <p>The page cannot undo this.</p>
 <div class="buttons">
 <button autofocus data-answer="no" @click=${()=>this.close(!1)}>Cancel</button>
 <button data-answer="yes" class="primary" @click=${()=>this.close(!0)}>${r===1?"Accept":`Accept ${r}`}</button>
 </div>
 </dialog>`}};customElements.define("difference-confirm",Ue);var Et=["failed","size","changed","deleted","new","same"],kt=["accepted","rejected"],Mt=["",...Et,...kt],Q={failed:"could not be compared",size:"the images have different sizes",changed:"beyond the limits, or not identical if there are none",deleted:"only among the first images",new:"only among the second images",same:"within the limits, or identical if there are none",accepted:"the new picture is the baseline now",rejected:"marked as wrong"};function At(s){let i=new Map;for(let{state:e,decision:t}of s)for(let r of[e,t])r&&i.set(r,(i.get(r)??0)+1);return[...Et,...kt].flatMap(e=>i.has(e)?[[e,i.get(e)]]:[])}var Ei=new Intl.Collator("en",{numeric:!0});function me(s,i,e,t){let r=i.toLowerCase().split(/\s+/).filter(Boolean),n=s.flatMap(({name:o,state:a,decision:l},c)=>{let d=o.toLowerCase();return(e===""||e===a||e===l)&&r.every(m=>d.includes(m))?[c]:[]});return t?n.sort((o,a)=>Ei.compare(s[o].name,s[a].name)||o-a):n}function ue(s,i,e){let t=s.indexOf(i);if(t>=0)return s[Math.max(0,Math.min(s.length-1,t+e))];let r=s.findIndex(n=>n>i);return e>0?s[r]??s.at(-1):s[r<0?s.length-1:Math.max(0,r-1)]??s[0]}function _t(s,i){let{state:e,reason:t,decision:r,problem:n}=s;return p`<div class="decision" role="group" aria-label="State and decision">
 ${e?p`<span class="mark ${e}" title=${Q[e]}>${e}</span>`:u}
 ${r?p`<span class="mark ${r}" title=${Q[r]}>${r}</span>`:u}
 ${t?p`<span class="reason" title=${t}>${t}</span>`:u}
 ${s.accept?ki(s,i):u}
 ${s.command?Mi(s.command,i):u}
 ${n?p`<p class="problem" role="alert">${n}</p>`:u}
 </div>`}function ki({decision:s},i){let e=s==="rejected";return p`<span class="group buttons">
 <button data-decision="accept" title="Accept (a)" @click=${i.accept}>Accept \u2026</button>
 <button data-decision="reject" title="Reject (d)" aria-pressed=${e} @click=${()=>i.reject(e?"clear":"reject")}>Reject</button>
 </span>`}function Mi(s,i){return p`<span class="command"><span>To accept:</span> <code tabindex="0" role="group" aria-label="Command">${s}</code>
 <button data-control="copy" @click=${()=>i.copy(s)}>Copy</button></span>`}function Be(s,i,e){let t=document.createElement("a");t.href=URL.createObjectURL(new Blob([i],{type:e})),t.download=s,t.click(),setTimeout(()=>URL.revokeObjectURL(t.href),1e4)}var Ai=[["n  p","next image; previous image"],["j  k","next place in the list; previous place"]],Tt=[["j  k","next pair; previous pair"],["n  p","next region; previous region"]],_i=["a  d","accept, after a confirmation; reject, or take it back"],Ti=[["1 \u2026 5","side by side, slider, blink, overlay, difference"],["+  \u2212","zoom; also the wheel and two fingers"],["\u2190 \u2191 \u2192 \u2193","move; also by dragging"],["Shift + drag","zoom to a box"],["f  o","whole image; actual pixels (double click: zoom in, and back)"],["x","swap A and B"],["Space","pause or resume blinking"],["e  s","errors of the methods; signed errors"],["g  G","higher gain; lower gain"],["t  T","higher threshold; lower threshold"],["c","next colour map"],["r","boxes of the regions"],["l","light or dark theme"],["/","filter images"],["?","this list"]];function Rt(s,i){let t=[...i?i.writable?[...Tt,_i]:Tt:Ai,...Ti];return p`<dialog class="help" aria-labelledby="keys">
 <h2 id="keys">Keys</h2>
 <dl>${t.map(([r,n])=>p`<dt><kbd>${r}</kbd></dt><dd>${n}</dd>`)}</dl>
 <p>${s?"Keys and the wheel work after a click on the images.":"The address of the page always reopens exactly this view."}</p>
 <form method="dialog"><button autofocus @click=${r=>{r.preventDefault(),r.target.closest("dialog")?.close()}}>Close</button></form>
 </dialog>`}var Ct={magma:"00000401000501010601010802010902020b02020d03030f03031204041405041606051806051a07061c08071e0907200a08220b09240c09260d0a290e0b2b100b2d110c2f120d31130d34140e36150e38160f3b180f3d19103f1a10421c10441d11471e114920114b21114e22115024125325125527125829115a2a115c2c115f2d11612f116331116533106734106936106b38106c390f6e3b0f703d0f713f0f72400f74420f75440f764510774710784910784a10794c117a4e117b4f127b51127c52137c54137d56147d57157e59157e5a167e5c167f5d177f5f187f601880621980641a80651a80671b80681c816a1c816b1d816d1d816e1e81701f81721f817320817521817621817822817922827b23827c23827e24828025828125818326818426818627818827818928818b29818c29818e2a81902a81912b81932b80942c80962c80982d80992d809b2e7f9c2e7f9e2f7fa02f7fa1307ea3307ea5317ea6317da8327daa337dab337cad347cae347bb0357bb2357bb3367ab5367ab73779b83779ba3878bc3978bd3977bf3a77c03a76c23b75c43c75c53c74c73d73c83e73ca3e72cc3f71cd4071cf4070d0416fd2426fd3436ed5446dd6456cd8456cd9466bdb476adc4869de4968df4a68e04c67e24d66e34e65e44f64e55064e75263e85362e95462ea5661eb5760ec5860ed5a5fee5b5eef5d5ef05f5ef1605df2625df2645cf3655cf4675cf4695cf56b5cf66c5cf66e5cf7705cf7725cf8745cf8765cf9785df9795df97b5dfa7d5efa7f5efa815ffb835ffb8560fb8761fc8961fc8a62fc8c63fc8e64fc9065fd9266fd9467fd9668fd9869fd9a6afd9b6bfe9d6cfe9f6dfea16efea36ffea571fea772fea973feaa74feac76feae77feb078feb27afeb47bfeb67cfeb77efeb97ffebb81febd82febf84fec185fec287fec488fec68afec88cfeca8dfecc8ffecd90fecf92fed194fed395fed597fed799fed89afdda9cfddc9efddea0fde0a1fde2a3fde3a5fde5a7fde7a9fde9aafdebacfcecaefceeb0fcf0b2fcf2b4fcf4b6fcf6b8fcf7b9fcf9bbfcfbbdfcfdbf",viridis:"44015444025645045745055946075a46085c460a5d460b5e470d60470e6147106347116447136548146748166848176948186a481a6c481b6d481c6e481d6f481f70482071482173482374482475482576482677482878482979472a7a472c7a472d7b472e7c472f7d46307e46327e46337f463480453581453781453882443983443a83443b84433d84433e85423f854240864241864142874144874045884046883f47883f48893e49893e4a893e4c8a3d4d8a3d4e8a3c4f8a3c508b3b518b3b528b3a538b3a548c39558c39568c38588c38598c375a8c375b8d365c8d365d8d355e8d355f8d34608d34618d33628d33638d32648e32658e31668e31678e31688e30698e306a8e2f6b8e2f6c8e2e6d8e2e6e8e2e6f8e2d708e2d718e2c718e2c728e2c738e2b748e2b758e2a768e2a778e2a788e29798e297a8e297b8e287c8e287d8e277e8e277f8e27808e26818e26828e26828e25838e25848e25858e24868e24878e23888e23898e238a8d228b8d228c8d228d8d218e8d218f8d21908d21918c20928c20928c20938c1f948c1f958b1f968b1f978b1f988b1f998a1f9a8a1e9b8a1e9c891e9d891f9e891f9f881fa0881fa1881fa1871fa28720a38620a48621a58521a68522a78522a88423a98324aa8325ab8225ac8226ad8127ad8128ae8029af7f2ab07f2cb17e2db27d2eb37c2fb47c31b57b32b67a34b67935b77937b87838b9773aba763bbb753dbc743fbc7340bd7242be7144bf7046c06f48c16e4ac16d4cc26c4ec36b50c46a52c56954c56856c66758c7655ac8645cc8635ec96260ca6063cb5f65cb5e67cc5c69cd5b6ccd5a6ece5870cf5773d05675d05477d1537ad1517cd2507fd34e81d34d84d44b86d54989d5488bd6468ed64590d74393d74195d84098d83e9bd93c9dd93ba0da39a2da37a5db36a8db34aadc32addc30b0dd2fb2dd2db5de2bb8de29bade28bddf26c0df25c2df23c5e021c8e020cae11fcde11dd0e11cd2e21bd5e21ad8e219dae319dde318dfe318e2e418e5e419e7e419eae51aece51befe51cf1e51df4e61ef6e620f8e621fbe723fde725",diverging:"154fac1750ad1852af1953b01b54b11c55b31d57b41f58b52059b7215ab8225cb9245dbb255ebc265fbe2761bf2962c02a63c22b64c32c66c42e67c62f68c73069c8316bca326ccb346dcd356ece3670cf3871d03972d23a74d33c75d43d76d53e77d74079d8417ad9427bda447ddb457edc477fdd4881de4a82df4b83e04d85e14e86e25087e35189e4538ae5558be6568de7588ee8598fe85b91e95d92ea5e93eb6095ec6296ec6497ed6599ee679aee699bef6a9df06c9ef06e9ff170a1f172a2f273a3f375a5f377a6f479a8f47ba9f57daaf57facf580adf682aef684b0f786b1f788b2f78ab4f88cb5f88eb6f890b8f992b9f994baf996bcf998bdf99abefa9cc0fa9ec1faa0c2faa2c4faa4c5faa6c6faa8c8faabc9fbadcafbafccfbb1cdfbb3cefbb5d0fbb7d1fbb9d2fbbbd4fabed5fac0d6fac2d7fac4d9fac6dafac8dbfacbddfacddefacfdff9d1e1f9d3e2f9d6e3f9d8e4f9dae6f8dce7f8dfe8f8e1eaf8e3ebf7e5ecf7e7edf7eaeff7ecf0f6eef1f6f0f2f6f3f4f5f5f5f5f5f3f3f5f1f0f6efeef6edecf6eceaf6eae7f7e8e5f7e6e3f7e4e1f7e2dff7e0dcf7dedaf7dcd8f8dbd6f8d9d4f8d7d1f8d5cff8d3cdf8d1cbf8cfc9f8cdc6f8ccc4f8cac2f8c8c0f7c6bef7c4bcf7c2baf7c0b7f7beb5f7bdb3f7bbb1f6b9aff6b7adf6b5abf6b3a9f5b1a7f5b0a5f5aea3f4aca1f4aa9ff4a89df3a69bf3a599f3a397f2a195f29f93f19d91f19c8ff09a8df0988bef9689ef9487ee9385ed9183ed8f81ec8d7fec8b7eeb8a7cea887aea8678e98476e88374e78173e77f71e67d6fe57c6de47a6ce3786ae27768e27566e17365e07263df7061de6e60dd6d5edc6b5cdb695bda6859d96658d86456d76355d66153d56051d45e50d35c4ed25b4dd0594bcf584ace5648cd5547cc5346cb5244c95043c84f41c74d40c64c3fc44a3dc3493cc2473bc04639bf4538be4337bc4236bb4034b93f33b83e32b73c31b53b2fb43a2eb2382db1372cb0362bae3429ad3328ab3127aa3026a92f24a72d23a62c22a42a21a3291fa2271ea0261d9f241c9d231a9c21199b2018"};var L=["magma","viridis","grey"],H=255,Ri=0,Ci=[4288059030,4289769648],Pi=4286611584;function Fe(s){if(s==="grey")return Uint8Array.from({length:768},(e,t)=>Math.floor(t/3));let i=Ct[s]??"";return Uint8Array.from({length:i.length/2},(e,t)=>parseInt(i.slice(2*t,2*t+2),16))}var fe=(s,i)=>s.low+i/65535*(s.high-s.low);function Lt(s,i){let e=Fe(i.colourmap),t=e.length/3-1,r=t/(i.vmax-i.vmin),n=new Uint32Array(65536);for(let o=0;o<65536;o++){let a=fe(s,o);Math.abs(a)<i.threshold&&(a=0);let l=3*Math.round(Math.max(0,Math.min(t,(a-i.vmin)*r)));n[o]=(4278190080|e[l+2]<<16|e[l+1]<<8|e[l])>>>0}return n}function zt(s,i,e,t){let r=new Uint32Array(s.length);for(let n=0;n<s.length;n++){let o=i[n];o===H?r[n]=t[s[n]]:o!==Ri?r[n]=Pi:r[n]=Ci[n%e+Math.floor(n/e)>>2&1]}return new ImageData(new Uint8ClampedArray(r.buffer),e,s.length/e)}function Pt(s,i){let e=Math.floor(Math.log10(s)),t=[-1,0,1].flatMap(n=>[1,2,5].map(o=>+`${o}e${e+n}`)),r=1e-6;return i?Math.min(...t.filter(n=>n>=s*(1-r))):Math.max(...t.filter(n=>n<=s*(1+r)))}function Ot(s,i,e){let t=s.some(h=>h.signed),r=s.reduce((h,m)=>m.unit_range&&m.unit_range>(h??0)?m.unit_range:h,null),n=Math.max(0,...s.map(h=>h.vmax??0)),o=Math.max(0,...i.map(({typical:h,peak:m})=>h||m)),a=n;a||(a=o?r?r/Pt(r/o,!1):Pt(o,!0):r??1),a/=e.gain;let l=r?` (\xD7${g(r/a,3)}${r/a>20?", strongly amplified":""})`:"",c=s[0]?.unit?` ${s[0].unit}`:"",d=o===0&&i.length>0?", no difference":"";return{vmin:t?-a:0,vmax:a,threshold:e.threshold*a,colourmap:t?"diverging":e.colourmap,label:`${t?g(-a):"0"} \u2026 ${g(a)}${c}${l}${d}`}}function g(s,i=4){if(s==null||Number.isNaN(s))return"\u2013";if(!Number.isFinite(s))return s>0?"\u221E":"\u2212\u221E";let e=Math.min(7,Math.floor(Math.log10(Math.abs(s)||1))+1),t=Number(s.toPrecision(Math.max(i,e)));return(t!==0&&(Math.abs(t)<1e-4||Math.abs(t)>=1e7)?t.toExponential().replace("e+","e"):String(t)).replace(/^-/,"\u2212")}var Ve=0,We=()=>++Ve,ge=new Map,ee=new Map;window.differencePictures=s=>{for(let[i,e]of Object.entries(s))ge.set(i,e)};function Li(s){if(!/^data\/[\w-]+\.js$/.test(s))return Promise.reject(new Error("not a file of this report"));let i=ee.get(s);return i||(i=new Promise((e,t)=>{let r=document.createElement("script");r.src=s,r.onload=()=>{r.remove(),e()},r.onerror=()=>{ee.delete(s),t(new Error(`${s} is missing; keep the folder beside the page`))},document.head.append(r)}),ee.set(s,i)),i}async function zi(s){let i=()=>document.getElementById(s);for(;!i()&&document.readyState==="loading";)await new Promise(t=>setTimeout(t,30));let e=i();if(!e)throw new Error("the file of this page is incomplete");return e}var Oi=/^\.\/thumbnail\/[\w-]+\.jpg$/;async function te(s,i){let e;if(i.type==="address"&&Oi.test(i.url))return i.url;if(i.type==="inline"&&(e=i.url),i.type==="element"&&(e=(await zi(i.id)).textContent??""),i.type==="shard"&&(ge.has(s)||await Li(i.script),e=ge.get(s)),!e?.startsWith("data:image/png;base64,")&&!e?.startsWith("data:image/jpeg;base64,"))throw new Error("the image is missing");return e}function Ke(s,i,e=!1){let t=document.createElement("canvas");t.width=s,t.height=i;let r=t.getContext("2d",{willReadFrequently:e});if(!r)throw new Error("the browser has no memory for the image");return[t,r]}function be(s){if(!s.pixels&&s.bitmap){let[,i]=Ke(s.columns,s.rows,!0);i.drawImage(s.bitmap,0,0),s.pixels=i.getImageData(0,0,s.columns,s.rows).data}return s.pixels??new Uint8ClampedArray(4*s.columns*s.rows)}function Ni(s,i){let e=be(s),t=s.columns*s.rows;s.codes=new Uint16Array(t),s.flags=new Uint8Array(t);for(let r=0;r<t;r++)s.codes[r]=i===16?e[4*r]*256+e[4*r+1]:e[4*r]*257,s.flags[r]=i===16?e[4*r+2]:H;delete s.pixels,s.bitmap=null}function Di(s,i){let e=Math.ceil(s.columns/2),t=Math.ceil(s.rows/2),r=new Uint16Array(e*t),n=new Uint8Array(e*t);for(let o=0;o<t;o++)for(let a=0;a<e;a++){let l=-1;for(let c=0;c<2&&2*o+c<s.rows;c++)for(let d=0;d<2&&2*a+d<s.columns;d++){let h=(2*o+c)*s.columns+2*a+d,m=s.flags[h],f=m===H?Math.abs(s.codes[h]-i)+1:0;f<=l||(l=f,r[o*e+a]=s.codes[h],n[o*e+a]=m)}}return{...s,columns:e,rows:t,codes:r,flags:n,bitmap:null,painted:void 0}}function ji(s){let i=Math.ceil(s.columns/2),e=Math.ceil(s.rows/2),[t,r]=Ke(i,e);return r.imageSmoothingQuality="high",r.drawImage(s.bitmap,0,0,i,e),{...s,columns:i,rows:e,bitmap:t,pixels:void 0,painted:void 0}}var qe=class{constructor(i,e){this.layer=i;this.library=e;this.error="";this.tiles=new Map;this.exact={at:"",values:[]};this.asking=0;this.cachedSizes=null;this.colours=new Map;let t=this.tiled;this.size=t?t.tile:Math.max(i.width,i.height,1);let r=Math.ceil(Math.log2(Math.max(i.width,i.height)/128));this.levels=t?t.levels:Math.max(1,1+r)}get tiled(){let{source:i}=this.layer;return i.type==="tiles"?i:i.type==="difference"&&i.first.source.type==="tiles"?i.first.source:null}get ready(){return!!(this.tiles.get(`${this.levels-1}/0_0`)?.tile??this.tiles.get("0/0_0")?.tile)}tile(i,e,t){let r=`${i}/${e}_${t}`,n=this.tiles.get(r)??{tile:null,failed:!1,used:0},o=!this.tiles.has(r);return n.used=Ve,this.tiles.set(r,n),n.tile||n.failed||(this.layer.source.type==="difference"?n.tile=this.difference(i,e,t):!this.tiled&&i>0?n.tile=this.coarser(i):o&&this.fetch(n,r,i,e,t)),n.tile}prune(){if(this.tiled)for(let[i,e]of this.tiles)e.used>=Ve-2||i===`${this.levels-1}/0_0`||(e.stop?.abort(),this.tiles.delete(i))}values(i,e){let{layer:t}=this;if(i<0||e<0||i>=t.width||e>=t.height)return null;let r=t.kind==="image"&&(t.depth??8)>8;if(r&&t.source.type==="tiles"){if(this.exact.at===`${i} ${e}`)return{values:this.exact.values,exact:!0};this.ask(t.source.base,i,e)}let n=this.shownValues(i,e);return n&&{values:n,exact:!r}}ask(i,e,t){clearTimeout(this.asking),this.asking=window.setTimeout(async()=>{let r=await fetch(`${i}values?x=${e}&y=${t}`,{headers:this.library.headers}).catch(()=>null),n=r?.ok?await r.json():null;Array.isArray(n)&&(this.exact={at:`${e} ${t}`,values:n.map(o=>o===null?NaN:Number(o))},this.library.changed())},60)}shownValues(i,e){let{layer:t}=this,r=this.tile(0,Math.floor(i/this.size),Math.floor(e/this.size));if(!r)return null;let n=(e-r.y)*r.columns+(i-r.x);if(t.kind==="map")return r.flags[n]===H?[fe(t,r.codes[n])]:[NaN];let o=be(r),a=t.high-t.low,l=t.channels===1?1:3;return Array.from({length:l},(c,d)=>t.low+o[4*n+d]/255*a)}sizes(){if(this.cachedSizes)return this.cachedSizes;let i=this.tiled?this.tile(this.levels-1,0,0):this.tile(0,0,0);if(!i?.codes)return null;let e=new Uint32Array(65536),t=0;for(let c=0;c<i.codes.length;c++)i.flags[c]===H&&(e[i.codes[c]]++,t++);let r=[];e.forEach((c,d)=>c&&r.push([Math.abs(fe(this.layer,d)),c])),r.sort((c,d)=>d[0]-c[0]);let n=0,o=r.find(([,c])=>(n+=c)>=.005*t)?.[0]??0,a=.6*(this.layer.high-this.layer.low)/65535,l=c=>c>a?c:0;return this.cachedSizes={peak:l(r[0]?.[0]??0),typical:l(o)},this.cachedSizes}drawable(i,e){if(this.layer.kind==="image")return i.bitmap;if(!e||!i.codes)return null;let t=`${e.colourmap} ${e.vmin} ${e.vmax} ${e.threshold}`;if(i.painted?.key!==t){this.colours.has(t)||(this.colours.clear(),this.colours.set(t,Lt(this.layer,e)));let r=zt(i.codes,i.flags,i.columns,this.colours.get(t)),n=i.painted?.canvas??Ke(i.columns,i.rows)[0];n.getContext("2d").putImageData(r,0,0),i.painted={key:t,canvas:n}}return i.painted.canvas}async fetch(i,e,t,r,n){try{i.stop=new AbortController;let o=await this.bitmap(t,r,n,i.stop.signal),a=2**t,l=r*this.size*a,c=n*this.size*a,d={x:l,y:c,width:this.tiled?o.width*a:this.layer.width,height:this.tiled?o.height*a:this.layer.height,columns:o.width,rows:o.height,bitmap:o};this.layer.kind==="map"&&Ni(d,this.layer.depth??16),i.tile=d}catch(o){if(i.stop?.signal.aborted){this.tiles.get(e)===i&&this.tiles.delete(e);return}i.failed=!0,this.error=o instanceof Error&&o.message?o.message:"the image cannot be shown"}this.library.changed()}async bitmap(i,e,t,r){let n={colorSpaceConversion:"none",premultiplyAlpha:"none"},{source:o}=this.layer;if(o.type==="tiles"){let l=`${o.base}${i}/${e}_${t}.png`,c=await fetch(l,{headers:this.library.headers,signal:r});if(!c.ok)throw new Error(`the server answered ${c.status}`);return createImageBitmap(await c.blob(),n)}let a=new Image;return a.src=await te(this.layer.id,o),await a.decode(),createImageBitmap(a,n)}coarser(i){let e=this.tile(i-1,0,0);if(!e)return null;let t=this.layer.high-this.layer.low;return this.layer.kind==="map"?Di(e,-this.layer.low/t*65535):ji(e)}difference(i,e,t){if(!this.tiled&&i>0)return this.coarser(i);let{source:r}=this.layer;if(r.type!=="difference")return null;let n=[r.first,r.second].map(c=>this.library.picture(c)),o=n.find(c=>c.error);o&&(this.error=o.error);let[a,l]=n.map(c=>c.tile(i,e,t));return a&&l?Hi(a,l,r.signed):null}};function Hi(s,i,e){let[t,r]=[be(s),be(i)],{columns:n,rows:o}=s,a=new Uint16Array(n*o),l=new Uint8Array(n*o).fill(H),c=i.columns===n&&i.rows===o;for(let d=0;d<o;d++){let h=c?d:Math.floor((d+.5)*i.rows/o);for(let m=0;m<n;m++){let f=c?m:Math.floor((m+.5)*i.columns/n),b=4*(d*n+m),v=4*(h*i.columns+f),w=r[v]-t[b],$=r[v+1]-t[b+1],S=r[v+2]-t[b+2];a[b>>2]=e?32768+Math.round((w+$+S)*32767/765):Math.round((Math.abs(w)+Math.abs($)+Math.abs(S))*65535/765)}}return{...s,codes:a,flags:l,bitmap:null,pixels:void 0,painted:void 0}}function Ye(s,i,e){let t=s.high-s.low;return{id:`${s.id}~${i.id}${e?"~":""}`,role:"difference",label:e?`${i.label} \u2212 ${s.label}`:`|${i.label} \u2212 ${s.label}|`,width:s.width,height:s.height,kind:"map",signed:e,unit:s.unit??"",low:e?-t*32768/32767:0,high:t,depth:16,unit_range:t,note:(s.depth??8)>8||(i.depth??8)>8?", from 8-bit images":"",positive:e?`${i.label} is brighter`:"",source:{type:"difference",first:s,second:i,signed:e}}}var ve=class extends EventTarget{constructor(){super(...arguments);this.headers={};this.pictures=new Map;this.recent=[]}picture(e){let t=this.pictures.get(e.id);return(!t||t.layer.source.type!==e.source.type)&&(t=new qe(e,this),this.pictures.set(e.id,t)),t}opened(e){let t=e.map(n=>n.id);this.recent=[t,...this.recent.filter(n=>n[0]!==t[0])].slice(0,3);let r=new Set(this.recent.flat());for(let[n,o]of this.pictures)n.split("~").every(a=>!a||r.has(a))||(this.pictures.delete(n),o.layer.source.type==="shard"&&ge.delete(n));for(let n of ee.keys())n.includes("thumb")||ee.delete(n)}prune(){for(let e of this.pictures.values())e.prune()}changed(){this.dispatchEvent(new Event("change"))}};var ie=["side","slider","blink","overlay","difference"],Ze=["images","places","plots","methods","errors","about"],Je=["all","ahead","behind","missing"],re={entry:0,mode:"side",shown:null,errors:!1,first:0,second:1,split:.5,opacity:.5,speed:1.5,signed:!1,gain:1,threshold:0,colourmap:"magma",shared:!0,boxes:!0,tab:"images",metric:0,sort:"",down:!0,filter:"all",search:"",only:""};function Dt(s,i,e){let t=new URLSearchParams;for(let r of Object.keys(i)){let n=s[r];String(n)!==String(i[r])&&t.set(r,Array.isArray(n)?n.join("."):typeof n=="number"?Nt(n):String(n))}return e.zoom!==null&&(t.set("zoom",Nt(e.zoom)),t.set("x",e.x.toFixed(2)),t.set("y",e.y.toFixed(2))),t.toString()}var Nt=s=>String(Number(s.toPrecision(6)));function jt(s,i){let e=new URLSearchParams(s.replace(/^#/,"")),t=(d,h,m,f)=>{let b=e.get(d),v=Number(b);return b===null||b===""||!Number.isFinite(v)||v<h||v>m?f:v},r=(d,h)=>Math.floor(t(d,0,1e9,h)),n=(d,h,m)=>h.find(f=>f===e.get(d))??m,o=(d,h)=>({true:!0,false:!1})[e.get(d)??""]??h,a=e.get("shown"),l={entry:r("entry",i.entry),mode:n("mode",ie,i.mode),shown:a&&/^\d{1,6}(\.\d{1,6})*$/.test(a)?a.split(".").map(Number):i.shown,errors:o("errors",i.errors),first:r("first",i.first),second:r("second",i.second),split:t("split",0,1,i.split),opacity:t("opacity",0,1,i.opacity),speed:t("speed",.2,10,i.speed),signed:o("signed",i.signed),gain:t("gain",.01,1e3,i.gain),threshold:t("threshold",0,1,i.threshold),colourmap:n("colourmap",L,i.colourmap),shared:o("shared",i.shared),boxes:o("boxes",i.boxes),tab:n("tab",Ze,i.tab),metric:r("metric",i.metric),sort:(e.get("sort")??i.sort).slice(0,40),down:o("down",i.down),filter:n("filter",Je,i.filter),only:n("only",Mt,i.only),search:(e.get("search")??i.search).slice(0,200)},c=t("zoom",1e-4,64,0);return{state:l,place:{zoom:c||null,x:t("x",0,1e9,0),y:t("y",0,1e9,0)}}}var T=30,Ht=6,Ii={all:"All images",ahead:"Ours ahead of all",behind:"Ours behind",missing:"Scores missing"},Ge=class extends x{constructor(){super();this.cached={key:"",table:null,order:new Uint32Array};this.watcher=null;this.top=0,this.visibleHeight=600}static{this.properties={table:{attribute:!1},state:{attribute:!1},top:{state:!0},visibleHeight:{state:!0}}}static{this.styles=[k,y`
 :host {
 display: flex;
 flex-direction: column;
 min-height: 0;
 flex: 1;
 }
 .tools {
 display: flex;
 flex-wrap: wrap;
 gap: 6px;
 padding: 8px 10px;
 }
 input {
 flex: 1 1 120px;
 min-width: 0;
 }
 .scroll {
 flex: 1;
 min-height: 120px;
 overflow: auto;
 position: relative;
 }
 .row {
 display: grid;
 align-items: center;
 height: 30px;
 box-sizing: border-box;
 border-bottom: 1px solid var(--line);
 font-size: 12.5px;
 cursor: pointer;
 position: absolute;
 left: 0;
 min-width: 100%;
 }
 .row:hover {
 background: var(--soft);
 }
 .row[aria-selected="true"] {
 background: var(--soft);
 box-shadow: inset 3px 0 var(--accent);
 }
 .head {
 position: sticky;
 top: 0;
 z-index: 1;
 background: var(--panel);
 cursor: default;
 border-bottom: 1px solid var(--edge);
 }
 .head button {
 border: 0;
 background: none;
 padding: 0 8px;
 text-align: right;
 width: 100%;
 font-weight: 600;
 font-size: 12px;
 overflow: hidden;
 text-overflow: ellipsis;
 }
 .head div:first-child button {
 text-align: left;
 }
 .row > div {
 padding: 0 7px;
 text-align: right;
 overflow: hidden;
 text-overflow: ellipsis;
 white-space: nowrap;
 font-variant-numeric: tabular-nums;
 }
 .head > div {
 padding: 0;
 }
 .row > div:first-child {
 text-align: left;
 display: flex;
 gap: 8px;
 align-items: center;
 }
 .row span {
 overflow: hidden;
 text-overflow: ellipsis;
 }
 img {
 width: 34px;
 height: 24px;
 object-fit: cover;
 border-radius: 3px;
 background: var(--stage);
 flex: none;
 }
 .none {
 color: var(--dim);
 }
 .bad {
 color: var(--bad);
 }
 .best {
 font-weight: 700;
 }
 .count {
 color: var(--dim);
 font-size: 12px;
 padding: 5px 10px;
 border-top: 1px solid var(--line);
 }
 `]}get order(){let{search:e,filter:t,sort:r,down:n}=this.state,o=JSON.stringify([e,t,r,n]);return(this.cached.key!==o||this.cached.table!==this.table)&&(this.cached={key:o,table:this.table,order:this.table.order(e,t,r,n)}),this.cached.order}render(){let{table:e,state:t,order:r}=this,{source:n}=e,o=Math.max(0,Math.floor(this.top/T)-Ht),a=Math.min(r.length,Math.ceil((this.top+this.visibleHeight)/T)+Ht),l=this.columns(),c=[];for(let d=o;d<a;d++)c.push(this.row(r[d],d,l));return p`
 <div class="tools">
 <input type="search" placeholder="Filter by name" aria-label="Filter images by name (/)" .value=${t.search} @input=${d=>this.change({search:d.target.value})} />
 ${n.kind==="study"&&n.metrics.length>1?p`<select aria-label="Metric" data-control="metric" @change=${d=>this.change({metric:Number(d.target.value)})}>
 ${n.metrics.map(({spec:d},h)=>p`<option value=${h} ?selected=${h===t.metric}>${d}</option>`)}
 </select>`:u}
 ${e.hasMargins?p`<select aria-label="Which images" data-control="filter" @change=${d=>this.change({filter:d.target.value})}>
 ${Je.map(d=>p`<option value=${d} ?selected=${d===t.filter}>${Ii[d]}</option>`)}
 </select>`:u}
 </div>
 <div class="scroll" role="grid" tabindex="0" aria-label="Scores of images" aria-rowcount=${r.length+1} aria-colcount=${l.length+1} @scroll=${this.scrolled} @keydown=${this.key}>
 <div class="row head" role="row" aria-rowindex="1">
 ${this.head("name","Image")} ${l.map(([d,h])=>this.head(d,h))}
 </div>
 ${c}
 <div class="end" role="presentation"></div>
 </div>
 <div class="count" role="status">${r.length.toLocaleString("en")} of ${n.entries.length.toLocaleString("en")} images${e.metric?`, ${e.metric.spec}${e.metric.unit?` in ${e.metric.unit}`:""}${Ui(e.metric.higher_is_better)}`:""}</div>
 `}columns(){let{table:e}=this,t=e.headings.map((r,n)=>[String(n),r]);return e.hasMargins?[...t,["margin","\u0394 ours"]]:t}head(e,t){let{sort:r,down:n}=this.state,o=r===e,a={sort:e,down:o?!n:e!=="name"};return p`<div role="columnheader" aria-sort=${o?n?"descending":"ascending":"none"}><button data-sort=${e} title=${e==="margin"?"Margin of ours over the best rival":t} @click=${()=>this.change(a)}>${t}${o?n?" \u2193":" \u2191":""}</button></div>`}row(e,t,r){let{table:n,state:o}=this,a=n.source.entries[e],l=n.best(e),c=r.map(([d])=>{let h=d==="margin"?n.margins[e]:n.columns[Number(d)][e],m=Number.isNaN(h)?"none":d==="margin"?h<0?"bad":"":h===l?"best":"";return p`<div role="gridcell" class=${m}>${d==="margin"&&h>0?"+":""}${g(h)}</div>`});return p`<div class="row" role="row" data-at=${t} aria-rowindex=${t+2} aria-selected=${e===o.entry} @click=${()=>this.change({entry:e})}>
 <div role="gridcell" title=${a.name}>${a.thumbnail?p`<img alt="" data-thumb=${e} />`:u}<span>${a.name}</span>${n.failed.has(a.name)?p`<span class="bad" title="Listed under Errors">\u26a0</span>`:u}</div>
 ${c}
 </div>`}firstUpdated(){let e=this.scroller;this.watcher=new ResizeObserver(()=>this.visibleHeight=e.clientHeight),this.watcher.observe(e)}disconnectedCallback(){super.disconnectedCallback(),this.watcher?.disconnect()}get scroller(){return this.renderRoot.querySelector(".scroll")}updated(e){let t=this.columns().length,r=t>3?112:180;for(let o of this.renderRoot.querySelectorAll(".row")){o.style.gridTemplateColumns=`minmax(${r}px, 1fr) repeat(${t}, 70px)`;let a=o.dataset.at;a!==void 0&&(o.style.top=`${(Number(a)+1)*T}px`)}let n=this.renderRoot.querySelector(".end");n.style.cssText=`position:absolute;top:${(this.order.length+1)*T-1}px;width:1px;height:1px`,e.has("state")&&e.get("state")?.entry!==this.state.entry&&this.reveal(),this.renderRoot.querySelectorAll("img").forEach(o=>{this.thumbnail(o)})}async thumbnail(e){let t=e.dataset.thumb??"";if(e.dataset.shown===t)return;e.dataset.shown=t,e.removeAttribute("src");let{thumbnail:r}=this.table.source.entries[Number(t)],n=await te(r?.id??"",r?.source).catch(()=>"");e.dataset.thumb===t&&n&&(e.src=n)}scrolled(){let{scrollTop:e}=this.scroller;Math.abs(e-this.top)>T&&(this.top=e)}reveal(){let e=this.order.indexOf(this.state.entry),t=this.scroller;if(e<0)return;let r=e*T;r<t.scrollTop&&(t.scrollTop=r),r+2*T>t.scrollTop+t.clientHeight&&(t.scrollTop=r+2*T-t.clientHeight)}key(e){let t=Math.max(1,Math.floor(this.visibleHeight/T)-2),r={ArrowDown:1,ArrowUp:-1,PageDown:t,PageUp:-t,Home:-1e9,End:1e9}[e.key];r!==void 0&&(e.preventDefault(),e.stopPropagation(),this.step(r))}step(e){let{order:t}=this;if(!t.length)return;let r=t.indexOf(this.state.entry),n=t[Math.max(0,Math.min(t.length-1,r+e))];n!==void 0&&this.change({entry:n})}focusFilter(){this.renderRoot.querySelector("input")?.focus()}change(e){this.dispatchEvent(new CustomEvent("change-state",{detail:e,bubbles:!0,composed:!0}))}};function Ui(s){return s===null?"":s?", higher is better":", lower is better"}customElements.define("difference-table",Ge);function It(s){return s.matches?.("input:not([type=range]):not([type=checkbox]), select, textarea")}function Ut(s,i,e){let t=i.matches?.("input[type=range]")&&s.startsWith("Arrow"),r=s===" "&&i.matches?.("button, input, a");return t||r?void 0:Bi(e)[s]}function Bi(s){let{state:i,viewport:e,isRun:t,change:r}=s,n=(m,f)=>()=>e.pan(m*60*devicePixelRatio,f*60*devicePixelRatio),o=m=>()=>r({gain:Math.max(.01,Math.min(100,i.gain*m))}),a=m=>()=>r({threshold:Math.max(0,Math.min(1,Math.round(100*(i.threshold+m))/100))}),l=Object.fromEntries(ie.map((m,f)=>[String(f+1),()=>r({mode:m})])),c=L[(L.indexOf(i.colourmap)+1)%L.length],[d,h]=[s.other,s.step];return{...l,ArrowLeft:n(1,0),ArrowRight:n(-1,0),ArrowUp:n(0,1),ArrowDown:n(0,-1),"+":()=>e.zoomTo(e.scale*1.5),"=":()=>e.zoomTo(e.scale*1.5),"-":()=>e.zoomTo(e.scale/1.5),f:()=>e.fit(),0:()=>e.fit(),o:()=>e.zoomTo(1),n:()=>(t?h:d)(1),p:()=>(t?h:d)(-1),j:()=>(t?d:h)(1),k:()=>(t?d:h)(-1),...t?{a:s.accept,d:s.reject}:{},x:()=>r({first:i.second,second:i.first}),e:()=>r({errors:!i.errors}),s:()=>r({signed:!i.signed}),r:()=>r({boxes:!i.boxes})," ":s.toggleBlink,g:o(1.25),G:o(.8),t:a(.02),T:a(-.02),c:()=>r({colourmap:c}),l:s.toggleTheme,"/":s.filter,"?":s.help}}var Xe=2,Fi=6;async function Bt(s,i){let e=await fetch(s,{headers:i});if(!e.ok)throw new Error(`the server answered ${e.status}`);return e.json()}async function Ft(s,i){if(s)return await Bt(s,i);let e=document.getElementById("difference-document")?.textContent;return e?JSON.parse(e):null}async function Vt(s,i){return await Bt(s,i)}function qt(s){let i=s.kind==="study"&&s.methods.length<Fi,e=s.entries.length>1,t=s.crops?.best[0]??s.crops?.rival_best[0],r=t?Math.max(0,s.entries.findIndex(({name:n})=>n===t.image)):0;return{...re,errors:i,entry:r,tab:e||s.run?"images":Vi(s)}}function Vi(s){let[i]=s.entries;return s.crops??i?.regions??(s.kind==="comparison"&&i?.load)?"places":s.kind==="study"?"methods":"about"}var Wt=`
  --text: #e8e8ea; --dim: #9a9ca3; --page: #131417; --panel: #1a1b1f; --bar: #202227; --stage: #0d0e10;
  --line: #2c2e34; --edge: #3f424a; --control: #24262b; --soft: #272b36; --accent: #6ea8fe; --on-accent: #08142b;
  --good: #6fd08c; --bad: #ff8f85; --warn: #e3b341; color-scheme: dark;`,Kt=y`
 :host {
 --text: #1c1d21;
 --dim: #63666e;
 --page: #f4f4f2;
 --panel: #ffffff;
 --bar: #f7f7f5;
 --stage: #e9e9e7;
 --line: #dededa;
 --edge: #c6c7c4;
 --control: #ffffff;
 --soft: #e8effb;
 --accent: #1f5fc8;
 --on-accent: #ffffff;
 --good: #17733a;
 --bad: #b3261e;
 --warn: #7d5700;
 --mono: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
 color-scheme: light;
 display: flex;
 flex-direction: column;
 min-height: 100vh;
 height: 100vh;
 height: 100dvh;
 box-sizing: border-box;
 color: var(--text);
 background: var(--page);
 font: 14px/1.45 system-ui, "Segoe UI", Roboto, "Helvetica Neue", "DejaVu Sans", sans-serif;
 }
 @media (prefers-color-scheme: dark) {
 :host(:not([theme="light"])) {
 ${q(Wt)}
 }
 }
 :host([theme="dark"]) {
 ${q(Wt)}
 }
 .skip,
 .live {
 position: absolute;
 left: -10000px;
 }
 .skip:focus {
 left: 8px;
 top: 8px;
 z-index: 3;
 background: var(--panel);
 color: var(--accent);
 padding: 6px 10px;
 }
 .failure {
 margin: 20vh auto;
 text-align: center;
 padding: 0 16px;
 }
 header {
 display: flex;
 align-items: baseline;
 gap: 14px;
 padding: 9px 14px;
 background: var(--panel);
 border-bottom: 1px solid var(--line);
 }
 h1 {
 font-size: 16px;
 font-weight: 650;
 margin: 0;
 overflow-wrap: anywhere;
 }
 .sum {
 color: var(--dim);
 font-size: 13px;
 min-width: 0;
 }
 .tools {
 margin-left: auto;
 display: flex;
 gap: 5px;
 align-self: center;
 }
 .verdict {
 padding: 9px 14px 10px;
 background: var(--panel);
 border-bottom: 1px solid var(--line);
 max-height: 40vh;
 overflow: auto;
 flex: none;
 }
 .verdict p {
 margin: 0 0 7px;
 max-width: 130ch;
 overflow-wrap: anywhere;
 }
 .verdict p.short {
 display: -webkit-box;
 -webkit-box-orient: vertical;
 -webkit-line-clamp: 3;
 overflow: hidden;
 }
 .verdict .more {
 border: 0;
 padding: 0;
 }
 .more button {
 min-height: 0;
 padding: 1px 9px;
 font-size: 12px;
 border-radius: 11px;
 }
 .verdict ul {
 display: flex;
 flex-wrap: wrap;
 gap: 5px;
 list-style: none;
 margin: 0;
 padding: 0;
 }
 .verdict li {
 border: 1px solid var(--edge);
 border-radius: 11px;
 padding: 1px 9px;
 font-size: 12px;
 font-variant-numeric: tabular-nums;
 }
 li.good b {
 color: var(--good);
 }
 li.bad b,
 button.bad {
 color: var(--bad);
 }
 main {
 flex: 1;
 min-height: 0;
 display: grid;
 grid-template-columns: minmax(320px, 34%) minmax(0, 1fr);
 gap: 1px;
 background: var(--line);
 }
 aside,
 main > section {
 display: flex;
 flex-direction: column;
 min-width: 0;
 min-height: 0;
 background: var(--panel);
 }
 difference-stage {
 flex: 1;
 }
 .tabs {
 display: flex;
 flex-wrap: wrap;
 gap: 3px;
 padding: 7px 10px 0;
 }
 .panel {
 flex: 1;
 overflow: auto;
 padding: 8px 12px 16px;
 min-height: 0;
 }
 .title {
 display: flex;
 gap: 8px;
 align-items: center;
 padding: 5px 10px;
 border-bottom: 1px solid var(--line);
 }
 .decision {
 display: flex;
 flex-wrap: wrap;
 gap: 6px 10px;
 align-items: center;
 padding: 5px 10px;
 border-bottom: 1px solid var(--line);
 font-size: 12.5px;
 }
 .decision .reason {
 flex: 1 1 160px;
 min-width: 0;
 max-height: 3em;
 overflow: auto;
 overflow-wrap: anywhere;
 }
 .decision .buttons {
 margin-left: auto;
 }
 .decision .command {
 flex: 1 1 100%;
 display: flex;
 gap: 8px;
 align-items: center;
 min-width: 0;
 }
 .decision code {
 flex: 1 1 auto;
 min-width: 0;
 overflow: auto;
 white-space: pre;
 font: 12px/1.5 var(--mono);
 padding: 2px 7px;
 border: 1px solid var(--line);
 border-radius: 5px;
 background: var(--page);
 }
 .decision .problem {
 flex: 1 1 100%;
 margin: 0;
 color: var(--bad);
 overflow-wrap: anywhere;
 }
 h2 {
 font-size: 14px;
 margin: 0;
 font-weight: 600;
 min-width: 0;
 overflow: hidden;
 text-overflow: ellipsis;
 white-space: nowrap;
 }
 dialog {
 color: var(--text);
 background: var(--panel);
 border: 1px solid var(--edge);
 border-radius: 10px;
 max-width: min(560px, 92vw);
 padding: 18px 22px;
 }
 dialog::backdrop {
 background: #0008;
 }
 dialog dl {
 margin: 12px 0;
 gap: 6px 16px;
 font-size: 13px;
 }
 kbd {
 font: 12px var(--mono);
 white-space: pre;
 color: var(--text);
 }
 @media (max-width: 820px) {
 :host {
 height: auto;
 }
 header {
 flex-wrap: wrap;
 gap: 4px 12px;
 }
 .sum {
 order: 3;
 width: 100%;
 }
 .verdict {
 max-height: none;
 }
 main {
 grid-template-columns: minmax(0, 1fr);
 grid-template-rows: auto auto;
 }
 main > section {
 order: -1;
 height: 86vh;
 height: 86svh;
 }
 aside {
 height: 64vh;
 height: 64svh;
 }
 }
 :host([embedded]) {
 position: relative;
 height: 560px;
 min-height: 0;
 overflow: auto;
 container-type: inline-size;
 border: 1px solid var(--line);
 }
 :host([embedded]) main {
 min-height: 340px;
 grid-template-columns: minmax(250px, 28%) minmax(0, 1fr);
 }
 :host([embedded]) .verdict {
 max-height: 96px;
 }
 :host([embedded]) main > section,
 :host([embedded]) aside {
 order: 0;
 height: auto;
 }
 @container (max-width: 700px) {
 :host([embedded]) main {
 flex: none;
 grid-template-columns: minmax(0, 1fr);
 grid-template-rows: 440px 300px;
 }
 :host([embedded]) main > section {
 order: -1;
 }
 }
`;var Yt=y`
 h3 {
 font-size: 13px;
 margin: 14px 0 4px;
 }
 small,
 .note {
 color: var(--dim);
 font-size: 12px;
 }
 .note {
 margin: 4px 0 8px;
 overflow-wrap: anywhere;
 }
 ol {
 margin: 0;
 padding-left: 22px;
 font-size: 12.5px;
 }
 li::marker {
 color: var(--dim);
 }
 .item {
 display: block;
 width: 100%;
 text-align: left;
 white-space: normal;
 border-color: transparent;
 background: none;
 padding: 4px 6px;
 overflow-wrap: anywhere;
 }
 .item:hover:not(:disabled) {
 background: var(--soft);
 }
 .item small {
 display: block;
 }
 .wide {
 overflow-x: auto;
 margin-bottom: 14px;
 }
 table {
 border-collapse: collapse;
 font-size: 12.5px;
 font-variant-numeric: tabular-nums;
 width: 100%;
 }
 caption {
 text-align: left;
 color: var(--dim);
 font-size: 12px;
 padding: 4px 0;
 }
 th,
 td {
 padding: 4px 8px;
 border-bottom: 1px solid var(--line);
 text-align: right;
 white-space: nowrap;
 }
 th:first-child {
 text-align: left;
 }
 td.best {
 font-weight: 700;
 }
 dl {
 margin: 0;
 display: grid;
 grid-template-columns: max-content minmax(0, 1fr);
 gap: 3px 12px;
 font-size: 12.5px;
 }
 dt {
 color: var(--dim);
 }
 dd {
 margin: 0;
 overflow-wrap: anywhere;
 }
 figure {
 margin: 8px 0 16px;
 }
 figcaption {
 font-size: 12.5px;
 margin-bottom: 4px;
 }
 svg {
 width: 100%;
 display: block;
 }
 svg text {
 font-size: 10.5px;
 fill: var(--dim);
 }
 .area {
 fill: var(--edge);
 }
 .ours .area {
 fill: var(--accent);
 }
 .rule {
 stroke: var(--edge);
 }
 .box {
 stroke: var(--dim);
 stroke-width: 3;
 }
 .median {
 stroke: var(--text);
 stroke-width: 1.5;
 }
 .ahead {
 fill: var(--accent);
 cursor: pointer;
 }
 .behind {
 fill: var(--bad);
 cursor: pointer;
 }
 .interval {
 fill: var(--dim);
 opacity: 0.3;
 }
`;var ye=["best","rival_best","median","random"];var qi={best:"Where ours does best",rival_best:"Where a rival does best",median:"Typical places",random:"Drawn at random"};function Zt(s,i,e){let{verdicts:t}=s;return t?p`<section class="verdict" aria-label="Verdict">
 <p class=${i?"":"short"}>${t.text}</p>
 <ul>${t.text.length>450?p`<li class="more"><button aria-expanded=${i} @click=${e}>${i?"Show less":"Show all"}</button></li>`:u}${t.outcomes.map(({metric:r,rival:n,word:o,paired:a})=>{let l=s.metrics.find(({spec:d})=>d===r)?.unit??"",c=a.mean===null?"":`${a.mean>0?"+":""}${g(a.mean,3)}${l?` ${l}`:""}`;return p`<li class=${o==="better"?"good":o==="worse"?"bad":""}>${r} vs ${n}: <b>${o}</b> ${c}</li>`})}</ul>
  </section>`:u}function Jt(s,i,e,t,r){let{crops:n}=s;if(n)return p`<p class="note">${n.disclosure??""}</p>
 ${ye.map(l=>n[l].length?p`<h3>${qi[l]}</h3><ol>${n[l].map(c=>Wi(c,e,t))}</ol>`:u)}`;let o=i?.regions??[];if(i?.opening&&!i.regions)return p`<p class="note" role="status">Comparing \u2026</p>`;if(!o.length)return p`<p class="note">No region was found.</p>`;let a=i?.regions_dropped?` ${i.regions_dropped} small or weak regions are not listed.`:"";return p`<p class="note">${o.length} region${o.length===1?"":"s"}, strongest first.${a}</p>
 <ol>${o.map(l=>p`<li><button class="item" @click=${()=>e(r,l)}>
 <b>${l.width}\u00d7${l.height}</b> at (${l.x}, ${l.y})
 <small>${l.area===void 0?"":`${l.area} pixels, `}peak ${g(l.peak)}, mean ${g(l.mean)}</small>
 </button></li>`)}</ol>`}function Wi(s,i,e){let t=e.get(s.image),r={x:s.x,y:s.y,width:s.size,height:s.size},n=`${s.gaps.crop>0?"+":""}${g(s.gaps.crop,3)}`,o=s.disclosure??`The gap to ${s.rival} is ${n}; percentile ${g(s.percentile)} of ${s.candidates} windows of this size.`;return p`<li><button class="item" ?disabled=${t===void 0} @click=${()=>i(t,r)}>
 <b>${s.image}</b> ${s.size}\u00d7${s.size} at (${s.x}, ${s.y})
 <small>${o}</small>
 </button></li>`}function Gt(s){let i=s.record.means??[],e=s.verdicts?.outcomes??[];return p`
 <div class="wide"><table><caption>Means over the images for which every method has a finite score</caption>
 <thead><tr><th scope="col">Method</th>${s.metrics.map(({spec:t,unit:r,higher_is_better:n})=>p`<th scope="col">${t}${r?` (${r})`:""}${n===null?"":n?" \u2191":" \u2193"}</th>`)}</tr></thead>
 <tbody>${s.methods.map(t=>p`<tr><th scope="row">${t}${t===s.ours?p` <small>ours</small>`:u}</th>
 ${s.metrics.map(({spec:r})=>{let n=i.find(a=>a.metric===r&&a.method===t),o=n&&n.missing+n.infinite?`${n.missing} missing, ${n.infinite} infinite`:"";return p`<td class=${n?.best?"best":""}>${g(n?.mean)}${o?p`<br /><small>${o}</small>`:u}</td>`})}</tr>`)}</tbody></table></div>
    ${e.length?p`<div class="wide"><table><caption>${s.verdicts?.ours} against each rival; values above 0 favour it</caption>
 <thead><tr><th scope="col">Rival</th><th scope="col">Metric</th><th scope="col">Mean</th><th scope="col">Interval</th><th scope="col">Won</th><th scope="col">p</th><th scope="col">Verdict</th></tr></thead>
 <tbody>${e.map(({metric:t,rival:r,word:n,adjusted_p:o,paired:a})=>p`<tr><th scope="row">${r}</th><td>${t}</td><td>${g(a.mean)}</td>
 <td>${a.interval?`${g(a.interval[0],3)} \u2026 ${g(a.interval[1],3)}`:"\u2013"}</td>
 <td>${a.wins} / ${a.n}</td><td>${g(o,2)}</td><td>${n}</td></tr>`)}</tbody></table></div>
 <p class="note">p values are corrected for multiple comparisons; a difference is significant below ${s.verdicts?.level}.</p>`:u}`}function Xt(s,i,e){return s.metrics.length<2?u:p`<label>Metric <select @change=${t=>e(Number(t.target.value))}>
 ${s.metrics.map(({spec:t},r)=>p`<option value=${r} ?selected=${r===i}>${t}</option>`)}
 </select></label>`}function Qt(s,i){let t=s.errors.length-500;return p`<p class="note">Images that could not be read or compared have no score and are left out of the means.</p>
 <ol>${s.errors.slice(0,500).map(r=>p`<li><button class="item" @click=${()=>i(r.name)}>
 <b>${r.name}</b> ${[r.method,r.metric].filter(Boolean).join(", ")} <small>${[r.stage,r.error,r.cause].filter(Boolean).join(": ")}</small>
 </button></li>`)}</ol>
 ${t>0?p`<p class="note">${t} more are in the record.</p>`:u}`}function ei(s,i){let e=c=>p`<dl>${c.map(([d,h])=>p`<dt>${d}</dt><dd>${h}</dd>`)}</dl>`,{protocol:t,versions:r,notes:n}=s.record,o=[];t?.name&&o.push(["protocol",`${t.name}: ${t.summary??""}`]),r&&o.push(["versions",Object.entries(r).map(([c,d])=>`${c} ${d}`).join(", ")]);let a=(i?.layers??[]).flatMap(({label:c,note:d})=>d?[`${c}: ${d}`]:[]),l=[...i?.errors??[],...i?.notes??[],...a,...Array.isArray(n)?n.map(String):[]];return p`${i?.facts?.length?p`<h3>This pair</h3>${e(i.facts)}`:u}
 ${o.length?p`<h3>How it was made</h3>${e(o)}`:u}
 ${l.length?p`<h3>Notes</h3><ul>${l.map(c=>p`<li>${c}</li>`)}</ul>`:u}
 <p class="note">The JSON button downloads the whole record with all settings.</p>`}var M=400,Qe=120,xe=48,Ki=s=>Float64Array.from(Array.prototype.filter.call(s,Number.isFinite)).sort(),ne=(s,i)=>s[Math.round(i*(s.length-1))]??NaN;function ti(s){let{metric:i,source:e}=s,t=s.columns.map(Ki),r=Math.min(...t.map(d=>d[0]??1/0)),n=Math.max(...t.map(d=>d[d.length-1]??-1/0));if(!i||!(r<=n))return p`<p>No finite scores.</p>`;let o=n-r||1,a=d=>8+(d-r)/o*(M-16),l=52,c=t.length*l+20;return p`<figure>
 <figcaption>Distribution of ${i.spec}${i.unit?` (${i.unit})`:""} over images: histogram, quartiles, median.</figcaption>
 <svg viewBox="0 0 ${M} ${c}" role="img" aria-label=${t.map((d,h)=>`${e.methods[h]}: median ${g(ne(d,.5))}, quartiles ${g(ne(d,.25))} and ${g(ne(d,.75))}`).join("; ")}>
 ${t.map((d,h)=>Yi(d,{name:e.methods[h],low:r,span:o,at:a,floor:h*l+l-8,ours:h===s.ours}))}
 <text x="8" y=${c-4}>${g(r)}</text>
 <text x=${M-8} y=${c-4} text-anchor="end">${g(n)}</text>
 </svg>
 </figure>`}function Yi(s,i){let e=new Uint32Array(xe);for(let d of s)e[Math.min(xe-1,Math.floor((d-i.low)/i.span*xe))]++;let t=Math.max(1,...e),r=(M-16)/xe,{floor:n}=i,o=`M8 ${n}`;e.forEach((d,h)=>o+=`V${(n-d/t*24).toFixed(1)}H${(8+(h+1)*r).toFixed(1)}`);let[a,l,c]=[.25,.5,.75].map(d=>i.at(ne(s,d)));return X`<g class=${i.ours?"ours":"rival"}>
 <path class="area" d="${o}V${n}Z"></path>
 <line class="rule" x1="8" x2=${M-8} y1=${n} y2=${n}></line>
 ${s.length?X`<line class="box" x1=${a} x2=${c} y1=${n+3} y2=${n+3}></line><line class="median" x1=${l} x2=${l} y1=${n-25} y2=${n+6}></line>`:u}
 <text x="8" y=${n-27}>${i.name}</text>
 <text x=${M-8} y=${n-27} text-anchor="end">${g(ne(s,.5))}</text>
 </g>`}function ii(s,i){let{source:e,metric:t,ours:r}=s;if(r<0||typeof t?.higher_is_better!="boolean")return[];let n=t.higher_is_better?1:-1,o=s.columns[r];return e.methods.flatMap((a,l)=>{if(l===r)return[];let c=Array.from(s.columns[l],(d,h)=>[n*(o[h]-d),h]).filter(([d])=>Number.isFinite(d)).sort((d,h)=>d[0]-h[0]);return[Zi(s,a,c,i)]})}function Zi(s,i,e,t){let{source:r,metric:n}=s,o=r.verdicts?.outcomes.find(A=>A.rival===i&&A.metric===n?.spec),a=Math.min(0,e[0]?.[0]??0),l=Math.max(0,e[e.length-1]?.[0]??0),c=A=>14+(l-A)/(l-a||1)*(Qe-28),d=Math.min(e.length,200),h=Math.min(24,(M-16)/Math.max(1,d)),m=Array.from({length:d},(A,z)=>{let[E,C]=e[Math.floor((z+.5)/d*e.length)],B=Math.min(c(E),c(0)),F=Math.max(.5,Math.abs(c(E)-c(0)));return X`<rect class=${E<0?"behind":"ahead"} x=${8+z*h} y=${B} width=${Math.max(.5,h-(h>3?1:0))} height=${F} @click=${()=>t(C)}><title>${r.entries[C].name}: ${g(E)}</title></rect>`}),f=o?.paired.interval,b=n?.unit?` ${n.unit}`:"",v=e.filter(([A])=>A>0).length,w=`${r.ours} against ${i}: ahead in ${v} of ${e.length} images`,$=o?`; mean ${g(o.paired.mean)}${b}${f?`, ${Math.round(100*o.paired.confidence)} % interval ${g(f[0])} to ${g(f[1])}`:""}; ${o.word}`:"",S=d<e.length?` ${d} of ${e.length} images are drawn, evenly spaced.`:"";return p`<figure>
 <figcaption>${w}${$}.${S}</figcaption>
 <svg viewBox="0 0 ${M} ${Qe}" role="img" aria-label=${w}>
 ${f?X`<rect class="interval" x="8" width=${M-16} y=${c(f[1])} height=${Math.max(1,c(f[0])-c(f[1]))}></rect>`:u}
 ${m}
 <line class="rule" x1="8" x2=${M-8} y1=${c(0)} y2=${c(0)}></line>
 <text x="8" y="10">${l>0?`+${g(l)}`:"0"}${b}</text>
 <text x="8" y=${Qe-2}>${g(a)}${b}</text>
 </svg>
 </figure>`}var we=class{constructor(i){this.host=i;i.addController(this)}hostConnected(){}get dialog(){return this.host.renderRoot.querySelector("difference-confirm")}get asking(){return this.dialog?.open??!1}async accept(i){let e=pe(i);if(!(!e.length||this.asking||!await this.dialog?.ask(e)))for(let t of e)await this.send(t,"accept")}async reject(i,e){i.accept&&await this.send(i,e)}async send(i,e){let t;try{t={problem:"",...await St(i,e,this.host.headers)}}catch(r){t={accept:i.accept,problem:r instanceof Error?r.message:"the decision was not carried out"}}this.keep(i,t),this.host.requestUpdate()}keep(i,e){let t=this.host.document?.entries??[],r=t.findIndex(({id:a})=>a===i.id);if(r<0)return;let{accept:n,...o}=t[r];t[r]={...o,...e}}async copy(i){try{await navigator.clipboard.writeText(i),this.announce("Copied.")}catch{this.announce("The browser does not allow this page to copy; select the command and copy it.")}}announce(i){let e=this.host.renderRoot.querySelector(".live");e&&(e.textContent=i)}};var ri=y`
 :host {
 display: flex;
 flex-direction: column;
 min-height: 0;
 flex: 1;
 }
 .tools {
 display: flex;
 flex-wrap: wrap;
 gap: 6px;
 padding: 8px 10px;
 border-bottom: 1px solid var(--line);
 }
 .tools .group {
 flex: 1 1 100%;
 }
 input {
 flex: 1 1 120px;
 min-width: 0;
 }
 .filter {
 border-radius: 13px;
 padding: 2px 9px;
 min-height: 24px;
 }
 .filter b {
 font-variant-numeric: tabular-nums;
 }
 .filter.failed b,
 .filter.size b,
 .filter.changed b,
 .filter.rejected b {
 color: var(--bad);
 }
 .filter.deleted b,
 .filter.new b {
 color: var(--warn);
 }
 .filter.same b,
 .filter.accepted b {
 color: var(--good);
 }
 .filter[aria-pressed="true"] b {
 color: inherit;
 }
 .scroll {
 flex: 1;
 min-height: 120px;
 overflow: auto;
 position: relative;
 }
 .row {
 display: grid;
 grid-template-columns: 68px minmax(0, 1fr) auto;
 gap: 10px;
 align-items: center;
 height: 58px;
 box-sizing: border-box;
 padding: 0 10px;
 border-bottom: 1px solid var(--line);
 font-size: 12.5px;
 cursor: pointer;
 position: absolute;
 left: 0;
 right: 0;
 }
 .row:hover {
 background: var(--soft);
 }
 .row[aria-selected="true"] {
 background: var(--soft);
 box-shadow: inset 3px 0 var(--accent);
 }
 .picture {
 width: 68px;
 height: 48px;
 border-radius: 4px;
 background: var(--stage);
 overflow: hidden;
 }
 img {
 width: 100%;
 height: 100%;
 object-fit: cover;
 display: block;
 }
 img:not([src]) {
 visibility: hidden;
 }
 .name b,
 .name small {
 display: block;
 overflow: hidden;
 text-overflow: ellipsis;
 white-space: nowrap;
 }
 .name b {
 font-weight: 600;
 }
 .name small {
 color: var(--dim);
 font-size: 12px;
 }
 .name small.bad {
 color: var(--bad);
 }
 .marks {
 display: flex;
 flex-direction: column;
 align-items: flex-end;
 gap: 3px;
 }
 .end {
 position: absolute;
 width: 1px;
 height: 1px;
 }
 .count {
 display: flex;
 flex-wrap: wrap;
 justify-content: space-between;
 align-items: center;
 gap: 6px;
 color: var(--dim);
 font-size: 12px;
 padding: 5px 10px;
 border-top: 1px solid var(--line);
 }
`;var $e=y`
 .mark {
 display: inline-block;
 border: 1px solid currentColor;
 border-radius: 9px;
 padding: 0 7px;
 font-size: 11.5px;
 line-height: 17px;
 white-space: nowrap;
 }
 .mark.failed,
 .mark.size,
 .mark.changed,
 .mark.rejected {
 color: var(--bad);
 }
 .mark.deleted,
 .mark.new {
 color: var(--warn);
 }
 .mark.same,
 .mark.accepted {
 color: var(--good);
 }
 .mark.accepted,
 .mark.rejected {
 font-weight: 650;
 }
`;var R=58,ni=4,et=class extends x{constructor(){super();this.watcher=null;this.top=0,this.visibleHeight=600}static{this.properties={rows:{attribute:!1},state:{attribute:!1},top:{state:!0},visibleHeight:{state:!0}}}static{this.styles=[k,$e,ri]}get order(){let{search:e,only:t,sort:r}=this.state;return me(this.rows,e,t,r==="name")}render(){let{order:e,rows:t,state:r}=this,n=Math.max(0,Math.floor(this.top/R)-ni),o=Math.min(e.length,Math.ceil((this.top+this.visibleHeight)/R)+ni);return p`
 <div class="tools">
 <span class="group" role="group" aria-label="Filter by state">${this.filters()}</span>
 <input type="search" placeholder="Filter by name" aria-label="Filter pairs by name (/)" .value=${r.search} @input=${a=>this.change({search:a.target.value})} />
 <select aria-label="Order" data-control="order" @change=${a=>this.change({sort:a.target.value})}>
 <option value="" ?selected=${r.sort!=="name"}>Worst first</option>
 <option value="name" ?selected=${r.sort==="name"}>By name</option>
 </select>
 </div>
 <div class="scroll" role="grid" tabindex="0" aria-label="Pairs of the run" aria-rowcount=${e.length} aria-colcount="3" @scroll=${this.scrolled} @keydown=${this.key}>
 ${e.slice(n,o).map((a,l)=>this.row(a,n+l))}
 <div class="end" role="presentation"></div>
 </div>
 <div class="count">
 <span role="status">${e.length.toLocaleString("en")} of ${t.length.toLocaleString("en")} pairs</span>
 ${this.forAll(e.map(a=>t[a]))}
 </div>
 `}filters(){let{only:e}=this.state,t=(n,o,a,l)=>p`<button
 class="filter ${n}"
 data-only=${n||"all"}
 title=${l}
 aria-pressed=${e===n}
 @click=${()=>this.change({only:e===n?"":n})}
 >${o} <b>${a.toLocaleString("en")}</b></button>`,r=At(this.rows).map(([n,o])=>t(n,n,o,Q[n]));return[t("","all",this.rows.length,"all pairs"),...r]}forAll(e){let t=pe(e.filter(({state:n})=>n!=="failed")),r=$t(e);return t.length?p`<button data-control="accept-all" @click=${()=>this.tell("accept-entries",t)}>Accept ${t.length.toLocaleString("en")} listed \u2026</button>`:r?p`<button data-control="copy-all" title="Copy the commands that accept the listed pairs" @click=${()=>this.tell("copy-text",r)}>Copy commands</button>`:u}row(e,t){let r=this.rows[e],{state:n,decision:o}=r;return p`<div class="row" role="row" data-at=${t} aria-rowindex=${t+1} aria-selected=${e===this.state.entry} @click=${()=>this.change({entry:e})}>
 <div class="picture" role="gridcell">${r.thumbnail?p`<img alt="" data-thumb=${e} />`:u}</div>
 <div class="name" role="gridcell" title=${r.name}><b>${r.name}</b>${r.problem?p`<small class="bad">${r.problem}</small>`:p`<small>${r.reason??""}</small>`}</div>
 <div class="marks" role="gridcell">
 ${o?p`<span class="mark ${o}">${o}</span>`:u}
 ${n?p`<span class="mark ${n}">${n}</span>`:u}
 </div>
 </div>`}firstUpdated(){let e=this.scroller;this.watcher=new ResizeObserver(()=>this.visibleHeight=e.clientHeight),this.watcher.observe(e)}disconnectedCallback(){super.disconnectedCallback(),this.watcher?.disconnect()}get scroller(){return this.renderRoot.querySelector(".scroll")}updated(e){for(let r of this.renderRoot.querySelectorAll(".row"))r.style.top=`${Number(r.dataset.at)*R}px`;this.renderRoot.querySelector(".end").style.top=`${this.order.length*R-1}px`;let t=e.get("state");e.has("state")&&t?.entry!==this.state.entry&&this.reveal(),this.renderRoot.querySelectorAll("img").forEach(r=>{this.thumbnail(r)})}async thumbnail(e){let t=e.dataset.thumb??"";if(e.dataset.shown===t)return;e.dataset.shown=t,e.removeAttribute("src");let r=this.rows[Number(t)]?.thumbnail,n=r?await te(r.id,r.source).catch(()=>""):"";e.dataset.thumb===t&&n&&(e.src=n)}scrolled(){let{scrollTop:e}=this.scroller;Math.abs(e-this.top)>R/2&&(this.top=e)}reveal(){let e=this.order.indexOf(this.state.entry),t=this.scroller;if(e<0)return;e*R<t.scrollTop&&(t.scrollTop=e*R);let r=(e+1)*R;r>t.scrollTop+t.clientHeight&&(t.scrollTop=r-t.clientHeight)}key(e){let t=Math.max(1,Math.floor(this.visibleHeight/R)-1),r={ArrowDown:1,ArrowUp:-1,PageDown:t,PageUp:-t,Home:-1e9,End:1e9}[e.key];r!==void 0&&(e.preventDefault(),e.stopPropagation(),this.step(r))}step(e){let t=ue(this.order,this.state.entry,e);t!==void 0&&this.change({entry:t})}focusFilter(){this.renderRoot.querySelector("input")?.focus()}change(e){this.tell("change-state",e)}tell(e,t){this.dispatchEvent(new CustomEvent(e,{detail:t,bubbles:!0,composed:!0}))}};customElements.define("difference-run",et);var Ji=s=>s==null?NaN:Number(s),Se=class{constructor(i,e){this.source=i;let t=i.kind==="study";this.failed=new Set(i.errors.map(({name:l})=>l)),this.metric=t?i.metrics[Math.min(e,i.metrics.length-1)]??null:null,this.headings=t?i.methods:i.metrics.map(({spec:l})=>l);let r=t?i.scores[this.metric?.spec??""]??[]:this.headings.map(l=>i.scores[l]?.[0]);this.columns=this.headings.map((l,c)=>Float64Array.from(i.entries,(d,h)=>Ji(r[c]?.[h]))),this.ours=i.methods.indexOf(i.ours??"");let n=this.metric?.higher_is_better===!1?-1:1,o=this.columns.filter((l,c)=>c!==this.ours),a=this.ours>=0&&o.length>0&&typeof this.metric?.higher_is_better=="boolean";this.margins=Float64Array.from(i.entries,(l,c)=>{if(!a)return NaN;let d=Math.max(...o.map(m=>n*m[c])),h=n*this.columns[this.ours][c];return h===d?0:h-d})}get hasMargins(){return this.margins.some(i=>!Number.isNaN(i))}best(i){let e=this.metric?.higher_is_better;return typeof e!="boolean"||this.columns.length<2?NaN:(e?Math.max:Math.min)(...this.columns.map(t=>t[i]).filter(t=>!Number.isNaN(t)))}order(i,e,t,r){let n=i.toLowerCase().split(/\s+/).filter(Boolean),{entries:o,groups:a}=this.source,l=[];for(let c=0;c<o.length;c++){let d=this.margins[c];if(!(e==="ahead"&&!(d>0))&&!(e==="behind"&&!(d<0))&&!(e==="missing"&&this.columns.every(h=>!Number.isNaN(h[c])))){if(n.length){let h=`${o[c].name} ${a?.[c]??""}`.toLowerCase();if(!n.every(m=>h.includes(m)))continue}l.push(c)}}if(t==="name"){let c=new Intl.Collator("en",{numeric:!0});l.sort((d,h)=>(r?-1:1)*c.compare(o[d].name,o[h].name))}else{let c=t==="margin"?this.margins:this.columns[t===""?-1:Number(t)],d=r?-1:1;c&&l.sort((h,m)=>Gi(c[h],c[m],d)||h-m)}return Uint32Array.from(l)}};function Gi(s,i,e){return Number.isNaN(s)||Number.isNaN(i)?Number(Number.isNaN(s))-Number(Number.isNaN(i)):s===i?0:s<i?-e:e}function Xi(s){let i=/^[=+\-@'\t\r]/.test(s)?`'${s}`:s;return/[",\r\n]/.test(i)?`"${i.replaceAll('"','""')}"`:i}var Qi=s=>s==null?"":s==="Infinity"?"inf":s==="-Infinity"?"-inf":String(s);function si(s){let i=["image,group,method,metric,score"];return s.entries.forEach((e,t)=>{s.methods.forEach((r,n)=>{for(let{spec:o}of s.metrics){let a=[e.name,s.groups?.[t]??"",r,o].map(Xi);i.push([...a,Qi(s.scores[o]?.[n]?.[t])].join(","))}})}),`${i.join(`
`)}
`}function oi(s){let{verdicts:i,crops:e,errors:t,scores:r,methods:n,groups:o}=s;if(s.kind==="comparison")return s.record;let a=s.entries.map(c=>c.name),l=Object.fromEntries(Object.entries(r).map(([c,d])=>[c,Object.fromEntries(n.map((h,m)=>[h,d[m]]))]));return{...s.record,verdicts:i,crops:e,errors:t,scores:{images:a,groups:o,tables:l}}}var ai=y`
 :host {
 display: flex;
 flex-direction: column;
 min-width: 0;
 min-height: 0;
 background: var(--stage);
 position: relative;
 container-type: inline-size;
 outline: 1px solid var(--line);
 }
 header {
 display: flex;
 gap: 8px;
 align-items: baseline;
 padding: 4px 8px;
 font-size: 12px;
 min-height: 17px;
 background: var(--bar);
 }
 b {
 font-weight: 600;
 white-space: nowrap;
 overflow: hidden;
 text-overflow: ellipsis;
 min-width: 0;
 }
 header span {
 color: var(--dim);
 white-space: nowrap;
 margin-left: auto;
 min-width: 0;
 flex-shrink: 99;
 overflow: hidden;
 text-overflow: ellipsis;
 font-variant-numeric: tabular-nums;
 }
 @container (max-width: 175px) {
 span i {
 display: none;
 }
 }
 i {
 font-style: normal;
 }
 div {
 position: relative;
 flex: 1;
 min-height: 0;
 overflow: hidden;
 touch-action: none;
 cursor: crosshair;
 }
 canvas {
 position: absolute;
 inset: 0;
 width: 100%;
 height: 100%;
 image-rendering: pixelated;
 }
 output {
 position: absolute;
 left: 0;
 bottom: 0;
 max-width: 100%;
 box-sizing: border-box;
 padding: 2px 7px;
 font: 11px/1.5 var(--mono);
 color: #fff;
 background: #000b;
 pointer-events: none;
 white-space: pre;
 overflow: hidden;
 text-overflow: ellipsis;
 }
 output:empty {
 display: none;
 }
 p {
 position: absolute;
 inset: 0;
 display: grid;
 place-content: center;
 margin: 0;
 padding: 8px;
 text-align: center;
 color: var(--dim);
 font-size: 13px;
 pointer-events: none;
 }
`;var tt=class extends x{constructor(){super(...arguments);this.frame=0;this.watcher=null;this.drag=null;this.fingers=new Map;this.onView=()=>this.draw();this.onPointer=()=>{this.draw(),this.showValues()}}static{this.properties={library:{attribute:!1},viewport:{attribute:!1},layer:{attribute:!1},over:{attribute:!1},split:{attribute:!1},opacity:{attribute:!1},scales:{attribute:!1},regions:{attribute:!1},heading:{attribute:!1},score:{attribute:!1}}}static{this.styles=ai}render(){let e=this.layer?this.library.picture(this.layer):null,t=e?.error||(e?.ready?"":"Loading \u2026");return p`
 <header><b title=${this.heading}>${this.heading}</b>${this.score?p`<span><i>${this.score[0]} </i>${this.score[1]}<i> ${this.score[2]}</i></span>`:u}</header>
 <div
 @wheel=${this.wheel}
 @pointerdown=${this.down}
 @pointermove=${this.move}
 @pointerup=${this.up}
 @pointercancel=${this.up}
 @pointerleave=${this.leave}
 @dblclick=${this.doubleClick}
 >
 <canvas role="img" aria-label=${this.description()}></canvas>
 ${t?p`<p>${t}</p>`:u}
 <output aria-hidden="true"></output>
 </div>
 `}description(){let{layer:e,over:t}=this;return e?`${this.heading}, ${e.width} by ${e.height} pixels${t?`, with ${t.label}`:""}`:""}connectedCallback(){super.connectedCallback(),this.watcher=new ResizeObserver(()=>this.measure())}disconnectedCallback(){super.disconnectedCallback(),this.watcher?.disconnect(),this.viewport?.removeEventListener("view",this.onView),this.viewport?.removeEventListener("pointer",this.onPointer)}firstUpdated(){this.viewport.addEventListener("view",this.onView),this.viewport.addEventListener("pointer",this.onPointer),this.watcher?.observe(this.canvas),this.measure()}updated(e){this.draw(),this.showValues()}get canvas(){return this.renderRoot.querySelector("canvas")}measure(){let e=this.canvas.getBoundingClientRect(),t=Math.max(1,Math.round(e.width*devicePixelRatio)),r=Math.max(1,Math.round(e.height*devicePixelRatio));(this.canvas.width!==t||this.canvas.height!==r)&&(this.canvas.width=t,this.canvas.height=r),this.viewport.resize(t,r),this.paint()}draw(){this.frame||(this.frame=requestAnimationFrame(()=>{this.frame=0,this.paint()}))}paint(){if(!this.hasUpdated||!this.layer)return;let e=this.canvas.getContext("2d",{alpha:!1});if(!e)return;let{width:t,height:r}=this.canvas;this.canvas.parentElement.style.touchAction=this.viewport.zoom===null?"pan-y":"none",e.fillStyle=getComputedStyle(this).backgroundColor,e.fillRect(0,0,t,r);let{over:n}=this,o=n&&this.split!==null?Math.round(this.split*t):t;this.picture(e,this.layer,0,n&&this.split!==null?o:t),n&&(e.globalAlpha=this.split===null?this.opacity:1,this.picture(e,n,this.split===null?0:o,t),e.globalAlpha=1),this.marks(e)}picture(e,t,r,n){if(n<=r)return;let{viewport:o}=this,a=this.library.picture(t),l=o.scale*o.world.width/t.width,c=o.scale*o.world.height/t.height,d=o.origin();e.save(),e.beginPath(),e.rect(r,0,n-r,this.canvas.height),e.clip();let h=Math.max(0,Math.min(a.levels-1,Math.floor(Math.log2(1/l)+1e-9)));e.imageSmoothingEnabled=l*2**h<.999,e.imageSmoothingQuality="high";let m=a.size*2**h,f={x:(r-d.x)/l/m,y:-d.y/c/m},b={x:(n-d.x)/l/m,y:(this.canvas.height-d.y)/c/m},v=Math.ceil(t.width/m),w=Math.ceil(t.height/m);for(let $=Math.max(0,Math.floor(f.y));$<Math.min(w,b.y);$++)for(let S=Math.max(0,Math.floor(f.x));S<Math.min(v,b.x);S++)this.tile(e,a,h,S,$,{...d,scale:l,scaleY:c});e.restore()}tile(e,t,r,n,o,a){let l=t.tile(r,n,o),c=t.levels-1,d=l??(r<c&&t.tile(c,0,0));if(!d)return;let h=t.drawable(d,this.scales.get(t.layer.id)??null);if(!h)return;let m=l?d:{x:n*t.size*2**r,y:o*t.size*2**r,width:t.size*2**r,height:t.size*2**r},f=d.width/d.columns,b=d.height/d.rows,v=(se,Ae,oe,ae,di)=>[Math.max(se,Math.floor(-oe/ae)-1),Math.min(se+Ae,Math.ceil((di-oe)/ae)+1)],[w,$]=v(m.x,m.width,a.x,a.scale,this.canvas.width),[S,A]=v(m.y,m.height,a.y,a.scaleY,this.canvas.height),z=(se,Ae,oe,ae)=>Math.max(0,Math.min(oe,(ae?Math.ceil:Math.floor)(se/Ae))),E=z(w-d.x,f,d.columns,!1),C=z(S-d.y,b,d.rows,!1),B=z($-d.x,f,d.columns,!0),F=z(A-d.y,b,d.rows,!0);B<=E||F<=C||e.drawImage(h,E,C,B-E,F-C,a.x+(d.x+E*f)*a.scale,a.y+(d.y+C*b)*a.scaleY,(B-E)*f*a.scale,(F-C)*b*a.scaleY)}marks(e){let{viewport:t}=this,r=devicePixelRatio;this.regions.forEach((o,a)=>this.drawFrame(e,o,String(a+1),"#fff")),t.marked&&this.drawFrame(e,t.marked,"","#ffd400"),t.box&&this.drawFrame(e,t.box,"","#4da3ff");let{pointer:n}=t;if(n){let o=t.origin(),a=o.x+n.x*t.scale,l=o.y+n.y*t.scale;for(let[c,d]of[["#000",3],["#fff",1]]){e.strokeStyle=c,e.lineWidth=d*r,e.beginPath();for(let[h,m]of[[1,0],[-1,0],[0,1],[0,-1]])e.moveTo(a+h*4*r,l+m*4*r),e.lineTo(a+h*10*r,l+m*10*r);e.stroke()}}}drawFrame(e,t,r,n){let o=this.viewport.origin(),{scale:a}=this.viewport,l=devicePixelRatio,c=o.x+t.x*a,d=o.y+t.y*a;for(let[f,b,v]of[["#000",3,2],[n,1.5,2]]){e.strokeStyle=f,e.lineWidth=b*l;let w=v*l;e.strokeRect(c-w,d-w,t.width*a+2*w,t.height*a+2*w)}if(!r)return;e.font=`600 ${11*l}px sans-serif`;let h=d>18*l,m=h?d-3*l:Math.max(d,0)+4*l;e.textBaseline=h?"bottom":"top",e.lineWidth=3*l,e.strokeStyle="#000",e.strokeText(r,c+(h?0:4*l),m),e.fillStyle="#fff",e.fillText(r,c+(h?0:4*l),m)}showValues(){let e=this.renderRoot.querySelector("output");if(!e||!this.layer)return;let{pointer:t,world:r}=this.viewport,n=t&&t.x>=0&&t.y>=0&&t.x<r.width&&t.y<r.height;e.textContent=n?[this.layer,this.over].map(o=>this.valuesOf(o,t)).join(""):""}valuesOf(e,t){if(!e)return"";let{world:r}=this.viewport,n=Math.floor(t.x*e.width/r.width),o=Math.floor(t.y*e.height/r.height),a=this.library.picture(e).values(n,o),l=a?.values.map(h=>Number.isNaN(h)?"\u2013":g(h,5)).join(" ")??"\u2026",c=a&&!a.exact?"\u2248 ":"",d=this.over?`${e.label} `:`${n}, ${o}  `;return`${this.over&&e===this.over?"   ":""}${d}${c}${l}`}place(e){let t=this.canvas.getBoundingClientRect();return{x:(e.clientX-t.left)*devicePixelRatio,y:(e.clientY-t.top)*devicePixelRatio}}wheel(e){e.preventDefault();let t=e.deltaMode===1?20:1,r=this.place(e),n=e.ctrlKey?.01:.002,o=Math.max(-.7,Math.min(.7,-e.deltaY*t*n));this.viewport.zoomTo(this.viewport.scale*Math.exp(o),r.x,r.y)}down(e){if(e.button>0)return;e.currentTarget.setPointerCapture(e.pointerId);let t=this.place(e);this.fingers.set(e.pointerId,t),this.drag={...t,box:e.shiftKey,from:this.viewport.at(t.x,t.y)}}move(e){let{viewport:t}=this,r=this.place(e),n=this.fingers.get(e.pointerId);n&&this.fingers.size===2&&this.pinch(e.pointerId,r),n&&this.fingers.set(e.pointerId,r),this.drag&&this.fingers.size===1&&(this.drag.box?this.stretch(r):t.pan(r.x-this.drag.x,r.y-this.drag.y),this.drag={...this.drag,...r}),t.pointer=t.at(r.x,r.y),t.changed("pointer")}pinch(e,t){let r=this.fingers.get(e),n=[...this.fingers].find(([l])=>l!==e)[1],o=l=>Math.hypot(l.x-n.x,l.y-n.y)||1,a={x:(t.x+n.x)/2,y:(t.y+n.y)/2};this.viewport.pan((t.x-r.x)/2,(t.y-r.y)/2),this.viewport.zoomTo(this.viewport.scale*o(t)/o(r),a.x,a.y)}stretch(e){let{from:t}=this.drag,r=this.viewport.at(e.x,e.y);this.viewport.box={x:Math.min(t.x,r.x),y:Math.min(t.y,r.y),width:Math.abs(r.x-t.x),height:Math.abs(r.y-t.y)}}up(e){this.fingers.delete(e.pointerId);let{box:t}=this.viewport;if(this.viewport.box=null,t&&t.width>1&&t.height>1&&this.viewport.show(t,1),this.drag=null,this.fingers.size===1){let r=[...this.fingers.values()][0];this.drag={...r,box:!1,from:this.viewport.at(r.x,r.y)}}}leave(e){this.fingers.has(e.pointerId)||(this.viewport.pointer=null,this.viewport.changed("pointer"))}doubleClick(e){let t=this.place(e);this.viewport.zoom===null?this.viewport.zoomTo(Math.max(1,this.viewport.fitScale*2),t.x,t.y):this.viewport.fit()}};customElements.define("difference-pane",tt);var li=y`
 :host {
 display: flex;
 flex-direction: column;
 min-width: 0;
 min-height: 0;
 }
 .bar {
 display: flex;
 flex-wrap: wrap;
 gap: 6px 12px;
 align-items: center;
 padding: 6px 10px;
 border-bottom: 1px solid var(--line);
 background: var(--panel);
 }
 .chips {
 gap: 4px;
 max-height: 78px;
 overflow: auto;
 }
 .panes {
 flex: 1;
 min-height: 0;
 display: grid;
 gap: 1px;
 background: var(--stage);
 position: relative;
 overflow: hidden;
 }
 .handle {
 position: absolute;
 top: 25px;
 bottom: 0;
 width: 24px;
 margin-left: -12px;
 cursor: ew-resize;
 touch-action: none;
 border: 0;
 padding: 0;
 background: linear-gradient(#fff, #fff) center / 2px 100% no-repeat;
 filter: drop-shadow(0 0 1px #000);
 border-radius: 0;
 }
 .handle::after {
 content: "\\2194";
 display: grid;
 place-content: center;
 position: absolute;
 top: 50%;
 left: 0;
 width: 24px;
 height: 24px;
 margin-top: -12px;
 border-radius: 12px;
 background: #fff;
 color: #222;
 font-size: 14px;
 }
 .legend {
 display: flex;
 flex-wrap: wrap;
 gap: 4px 16px;
 align-items: center;
 padding: 5px 10px;
 border-top: 1px solid var(--line);
 background: var(--panel);
 font-size: 12px;
 }
 .scale {
 display: grid;
 grid-template-columns: auto 150px auto;
 justify-content: start;
 gap: 1px 6px;
 align-items: center;
 font-variant-numeric: tabular-nums;
 }
 .scale small {
 grid-column: 1 / -1;
 color: var(--dim);
 font-size: 11px;
 }
 .scale canvas {
 width: 150px;
 height: 12px;
 border: 1px solid var(--line);
 box-sizing: border-box;
 }
 .zoom {
 min-width: 3.4em;
 text-align: right;
 font-variant-numeric: tabular-nums;
 }
 .empty {
 display: grid;
 place-content: center;
 text-align: center;
 color: var(--dim);
 background: var(--stage);
 padding: 24px;
 }
`;var er={side:"Side by side",slider:"Slider",blink:"Blink",overlay:"Overlay",difference:"Difference"},it=class extends x{constructor(){super();this.showSecond=!1;this.timer=0;this.scales=new Map;this.onLibrary=()=>this.requestUpdate();this.onView=()=>{We(),this.showZoom(),cancelAnimationFrame(this.pruning),this.pruning=requestAnimationFrame(()=>requestAnimationFrame(()=>this.library.prune()))};this.pruning=0;this.blinking=!0}static{this.properties={document_:{attribute:!1},entry:{attribute:!1},state:{attribute:!1},library:{attribute:!1},viewport:{attribute:!1},blinking:{state:!0}}}static{this.styles=[k,li]}connectedCallback(){super.connectedCallback(),this.library.addEventListener("change",this.onLibrary),this.viewport.addEventListener("view",this.onView)}disconnectedCallback(){super.disconnectedCallback(),this.library.removeEventListener("change",this.onLibrary),this.viewport.removeEventListener("view",this.onView),clearInterval(this.timer)}get shown(){let e=this.entry?.layers??[],t=this.state.shown?.filter(r=>r<e.length);return t?.length?t:e.flatMap((r,n)=>r.role==="error"?[]:[n]).slice(0,8)}layer(e){let t=this.entry?.layers??[];return t[Math.min(e,t.length-1)]??null}get images(){return this.entry?.layers.filter(e=>e.kind==="image")??[]}get base(){let{images:e}=this;return e.find(t=>t.role==="reference")??e[0]??null}errorsOf(e){let{base:t}=this;return e.map(r=>!t||r.kind!=="image"||r.id===t.id?null:this.errorMap(r)??Ye(t,r,this.state.signed))}errorMap(e){return this.state.signed?null:this.entry?.layers.find(t=>t.role==="error"&&t.method===e.label)??null}differenceOf(e,t){let{base:r}=this,n=Math.max(e.depth??8,t.depth??8)>8,o=e.id===r?.id?t:t.id===r?.id?e:null;return(n&&o?this.errorMap(o):null)??Ye(e,t,this.state.signed)}content(){let{state:e}=this,[t,r]=[this.layer(e.first),this.layer(e.second)];if(e.mode==="side"){let o=this.shown.map(l=>this.layer(l)).filter(l=>l!==null),a=[o.map(l=>({layer:l}))];if(e.errors){let l=this.errorsOf(o).filter(c=>c!==null);l.length&&a.push(l.map(c=>({layer:c})))}return a}if(!t||!r)return[];if(e.mode==="slider")return[[{layer:t,over:r,split:e.split}]];if(e.mode==="overlay")return[[{layer:t,over:r,opacity:e.opacity}]];if(e.mode==="blink")return[[{layer:this.showSecond?r:t}]];let n=this.differenceOf(t,r);return[[{layer:t},{layer:n},{layer:r}]]}rescale(e){let t=new Map;for(let r of e){if(r.kind!=="map")continue;let n=["difference","error"].includes(r.role)?`${r.role} ${r.unit_range}`:r.label,o=this.state.shared?`${n} ${r.unit} ${r.signed}`:r.id;t.set(o,[...t.get(o)??[],r])}this.scales=new Map;for(let r of t.values()){let n=r.map(a=>this.library.picture(a).sizes()).filter(a=>a!==null),o=Ot(r,n,this.state);for(let a of r)this.scales.set(a.id,o)}}render(){if(!this.entry)return u;if(!this.entry.layers.length){let{errors:r,load:n,opening:o}=this.entry,a=r?.join(" ")||(n||o?"Opening \u2026":"The pictures of this image are not in this report.");return p`<div class="panes"><p class="empty">${a}</p></div>`}We();let e=this.content(),t=e.flat().flatMap(({layer:r,over:n})=>n?[r,n]:[r]);return this.rescale(t),p`
 ${this.toolbar()} ${this.state.mode==="side"?this.chips():this.pairBar()}
 <div class="panes" tabindex="0" role="group" aria-label="Images; arrow keys move, plus and minus zoom">
 ${e.flatMap((r,n)=>r.map(o=>this.pane(o,n,e[0])))}
 ${this.state.mode==="slider"?this.handle():u}
 </div>
 ${this.legend(t)}
 `}pane(e,t,r){let{layer:n,over:o}=e,{source:a}=n,l=a.type==="difference"?a.second.label:n.method??n.label,c=t?r.findIndex(m=>m.layer.label===l):-1,d=o?`${n.label}  |  ${o.label}`:n.label,h=this.state.boxes?this.entry?.regions??[]:[];return p`<difference-pane
 .library=${this.library}
 .viewport=${this.viewport}
 .layer=${n}
 .over=${o??null}
 .split=${e.split??null}
 .opacity=${e.opacity??1}
 .scales=${this.scales}
 .regions=${h}
 .heading=${d}
 .score=${o?null:this.scoreOf(n)}
 data-column=${c+1}
 ></difference-pane>`}scoreOf(e){let t=this.document_.metrics[this.state.metric],r=this.document_.kind==="study"?this.document_.methods.indexOf(e.label):-1;if(!t||r<0||e.kind!=="image"||e.role==="reference")return null;let n=this.document_.scores[t.spec]?.[r]?.[this.state.entry];return[t.spec,g(n==null?null:Number(n)),t.unit]}toolbar(){let{state:e}=this;return p`<div class="bar" role="toolbar" aria-label="Display">
 <span class="group">
 ${ie.map(t=>p`<button
 aria-pressed=${e.mode===t}
 @click=${()=>this.change({mode:t})}
 data-mode=${t}
 >${er[t]}</button>`)}
 </span>
 <span class="group">
 <button @click=${()=>this.viewport.fit()} title="Whole image (f)">Fit</button>
 <button @click=${()=>this.viewport.zoomTo(1)} title="Actual pixels (o)">1:1</button>
 <button aria-label="Zoom out" title="Zoom out (\u2212)" @click=${()=>this.viewport.zoomTo(this.viewport.scale/1.5)}>\u2212</button>
 <button aria-label="Zoom in" title="Zoom in (+)" @click=${()=>this.viewport.zoomTo(this.viewport.scale*1.5)}>+</button>
 <span class="zoom" aria-label="Zoom"></span>
 </span>
 ${this.entry?.regions?.length?p`<label><input type="checkbox" .checked=${e.boxes} @change=${t=>this.change({boxes:Ee(t)})} /> Boxes</label>`:u}
 ${e.mode==="side"&&this.images.length>1?p`<label><input type="checkbox" data-control="errors" .checked=${e.errors} @change=${t=>this.change({errors:Ee(t)})} /> Errors</label>`:u}
 ${e.mode==="side"&&e.errors||e.mode==="difference"?p`<label><input type="checkbox" data-control="signed" .checked=${e.signed} @change=${t=>this.change({signed:Ee(t)})} /> Signed</label>`:u}
 </div>`}showZoom(){let e=this.renderRoot.querySelector(".zoom"),t=100*this.viewport.scale;e&&(e.textContent=`${t>=10?Math.round(t):g(t,2)} %`)}chips(){let e=this.entry?.layers??[];if(e.length<3)return u;let{shown:t}=this;return p`<div class="bar chips" role="group" aria-label="Shown images">
 ${e.map((r,n)=>{if(r.role==="error")return u;let o=t.includes(n),a=o?t.filter(l=>l!==n):[...t,n].sort((l,c)=>l-c);return p`<button class="chip" aria-pressed=${o} ?disabled=${o&&t.length===1} @click=${()=>this.change({shown:a})}>${r.label}</button>`})}
    </div>`}pairBar(){let{state:e}=this,t=this.entry?.layers??[],r=t.map((a,l)=>({layer:a,index:l})),n=(a,l)=>p`<label>${l}
 <select data-control=${a} @change=${c=>this.change({[a]:Number(ke(c))})}>
 ${r.filter(({layer:c})=>e.mode!=="difference"||c.kind==="image").map(({layer:c,index:d})=>p`<option value=${d} ?selected=${Math.min(e[a],t.length-1)===d}>${c.label}</option>`)}
 </select></label>`,o=(a,l,c,d,h,m)=>p`<label>${l} <input type="range" data-control=${a} min=${c} max=${d} step=${h} .value=${String(e[a])} @input=${f=>this.change({[a]:Number(ke(f))})} /> ${m}</label>`;return p`<div class="bar" role="group" aria-label="Images to compare">
 ${n("first","A")}
 <button @click=${()=>this.change({first:e.second,second:e.first})} title="Swap (x)" aria-label="Swap A and B">\u21c4</button>
 ${n("second","B")}
 ${e.mode==="overlay"?o("opacity","B",0,1,.01,`${Math.round(100*e.opacity)} %`):u}
 ${e.mode==="blink"?p`${o("speed","Speed",.2,10,.1,`${e.speed} per second`)}
 <button data-control="blink" aria-pressed=${this.blinking} @click=${()=>this.toggleBlink()}>${this.blinking?"Pause":"Resume"}</button>`:u}
 </div>`}handle(){let e=Math.round(100*this.state.split),t=n=>{let o=n.currentTarget;if(n.type==="pointerdown"&&o.setPointerCapture(n.pointerId),!o.hasPointerCapture(n.pointerId))return;let a=o.parentElement.getBoundingClientRect();this.change({split:Math.max(0,Math.min(1,(n.clientX-a.left)/a.width))})};return p`<button
 class="handle"
 role="slider"
 aria-label="Divider between A and B"
 aria-valuemin="0"
 aria-valuemax="100"
 aria-valuenow=${e}
 @pointerdown=${t}
 @pointermove=${t}
 @keydown=${n=>{let o={ArrowLeft:-.02,ArrowRight:.02,Home:-1,End:1}[n.key];o!==void 0&&(n.preventDefault(),n.stopPropagation(),this.change({split:Math.max(0,Math.min(1,this.state.split+o))}))}}
 ></button>`}legend(e){let t=new Map;for(let c of e){let d=this.scales.get(c.id);d&&t.set(d,[...t.get(d)??[],c])}if(!t.size)return u;let r=e.filter(c=>c.kind==="map").length,{state:n}=this,o=(c,d,h,m,f,b)=>p`<label>${d} <input type="range" data-control=${c} min=${c==="gain"?-2:0} max=${m} step="0.01" .value=${String(h)} aria-valuetext=${f} @input=${v=>this.change({[c]:b(Number(ke(v)))})} /> ${f}</label>`,a=`${g(n.gain,3)}\xD7`,l=n.threshold?g(n.threshold*[...t.keys()][0].vmax,3):"off";return p`<div class="legend" role="group" aria-label="Scale of the maps">
 ${[...t].slice(0,6).map(([c,d])=>p`<span class="scale" data-scale=${c.label}>
 <span>${g(c.vmin)}</span><canvas width="150" height="1" role="img" aria-label=${`Colours from ${c.label}`}></canvas><span>${g(c.vmax)}</span>
 <small>${tr(d)}: ${c.label}${d[0].positive&&c.vmin<0?`, above 0: ${d[0].positive}`:""}</small>
 </span>`)}
 ${o("gain","Gain",Math.log10(n.gain),2,a,c=>10**c)}
 ${o("threshold","Threshold",n.threshold,1,l,c=>c)}
 <label>Colours <select data-control="colourmap" @change=${c=>this.change({colourmap:ke(c)})}>
 ${L.map(c=>p`<option ?selected=${c===n.colourmap}>${c}</option>`)}
 </select></label>
 ${r>1?p`<label><input type="checkbox" data-control="shared" .checked=${n.shared} @change=${c=>this.change({shared:Ee(c)})} /> One scale for all</label>`:u}
 </div>`}updated(e){this.arrange(),this.showZoom(),this.drawScales(),this.blink();let t=this.renderRoot.querySelector(".handle");t&&(t.style.left=`${100*this.state.split}%`),e.size===0&&this.renderRoot.querySelectorAll("difference-pane").forEach(r=>r.requestUpdate())}arrange(){let e=this.renderRoot.querySelector(".panes");if(!e)return;let t=[...e.querySelectorAll("difference-pane")],{width:r,height:n}=e.getBoundingClientRect(),{world:o}=this.viewport,a=h=>{let m=Math.ceil(t.length/h);return Math.min(r/h/o.width,Math.max(20,n/m-26)/o.height)},l={columns:1,size:0};for(let h=1;h<=t.length;h++)a(h)>l.size*1.02&&(l={columns:h,size:a(h)});let c=t.filter(h=>h.dataset.column==="0").length,d=c<t.length&&a(c)>.75*l.size;d&&(l={columns:c,size:0});for(let h of t){let m=Number(h.dataset.column);h.style.gridColumn=d&&m?String(m):"",h.style.gridRow=d&&m?"2":""}e.style.gridTemplateColumns=`repeat(${l.columns}, minmax(0, 1fr))`,e.style.gridAutoRows="minmax(0, 1fr)"}drawScales(){this.renderRoot.querySelectorAll(".scale").forEach(e=>{let t=[...this.scales.values()].find(l=>l.label===e.dataset.scale),r=e.querySelector("canvas")?.getContext("2d");if(!t||!r)return;let n=Fe(t.colourmap),o=n.length/3-1,a=r.createImageData(150,1);for(let l=0;l<150;l++){let c=t.vmin+l/149*(t.vmax-t.vmin);Math.abs(c)<t.threshold&&(c=0);let d=3*Math.round((c-t.vmin)/(t.vmax-t.vmin)*o);a.data.set([n[d],n[d+1],n[d+2],255],4*l)}r.putImageData(a,0,0)})}toggleBlink(){this.blinking=!this.blinking}blink(){clearInterval(this.timer),!(this.state.mode!=="blink"||!this.blinking)&&(this.timer=window.setInterval(()=>{this.showSecond=!this.showSecond,this.requestUpdate()},1e3/this.state.speed))}change(e){this.dispatchEvent(new CustomEvent("change-state",{detail:e,bubbles:!0,composed:!0}))}};function tr([s,...i]){let e=s.note??"";return i.length?{error:"error maps",difference:`difference of images, mean of channels${e}`}[s.role]??s.label:`${s.label}${e}`}var Ee=s=>s.target.checked,ke=s=>s.target.value;customElements.define("difference-stage",it);var ir={images:"Images",places:"Places",plots:"Plots",methods:"Methods",errors:"Errors",about:"Record"};function rr(s,i){let e={images:s.entries.length>1||s.kind==="study"||s.run!==void 0,places:i,plots:s.kind==="study"&&s.metrics.length>0,methods:s.kind==="study",errors:s.errors.length>0,about:!0};return Ze.filter(t=>e[t])}function nr(s,i){return s==="images"&&i.run?"Pairs":s==="places"?i.crops?"Crops":"Regions":s==="errors"?`Errors (${i.errors.length})`:ir[s]}function ci(s,i,e,t){let r=rr(s,i);return p`<div class="tabs" role="tablist" @keydown=${o=>{let a={ArrowLeft:-1,ArrowRight:1}[o.key];a&&(o.stopPropagation(),t(r[(r.indexOf(e)+a+r.length)%r.length],!0))}}>
 ${r.map(o=>p`<button role="tab" data-tab=${o} class=${o==="errors"?"bad":""} aria-selected=${e===o} tabindex=${e===o?0:-1} @click=${()=>t(o,!1)}>${nr(o,s)}</button>`)}
 </div>`}var Me=class extends EventTarget{constructor(){super(...arguments);this.world={width:1,height:1};this.zoom=null;this.x=.5;this.y=.5;this.pointer=null;this.box=null;this.marked=null;this.pane={width:300,height:300}}get fitScale(){let e=Math.min(this.pane.width/this.world.width,this.pane.height/this.world.height);return e>=1?Math.min(Math.floor(e),64):e}get scale(){return this.zoom??this.fitScale}origin(){let{scale:e}=this,t=this.zoom===null?{x:this.world.width/2,y:this.world.height/2}:this;return{x:Math.round(this.pane.width/2-t.x*e),y:Math.round(this.pane.height/2-t.y*e)}}at(e,t){let r=this.origin();return{x:(e-r.x)/this.scale,y:(t-r.y)/this.scale}}changed(e="view"){this.dispatchEvent(new Event(e))}open(e,t){e===this.world.width&&t===this.world.height||(this.world={width:e,height:t},this.changed())}resize(e,t){e===this.pane.width&&t===this.pane.height||(this.pane={width:e,height:t},this.changed())}fit(){this.zoom=null,this.x=this.world.width/2,this.y=this.world.height/2,this.changed()}zoomTo(e,t=this.pane.width/2,r=this.pane.height/2){let n=this.at(t,r),o=Math.min(this.fitScale,1)/4;this.zoom=Math.max(o,Math.min(64,e)),this.x=n.x+(this.pane.width/2-t)/this.zoom,this.y=n.y+(this.pane.height/2-r)/this.zoom,this.keepInside(),this.changed()}pan(e,t){this.zoom===null&&(this.zoom=this.fitScale,this.x=this.world.width/2,this.y=this.world.height/2),this.x-=e/this.zoom,this.y-=t/this.zoom,this.keepInside(),this.changed()}show(e,t=1.6){let r=Math.min(this.pane.width/(e.width*t),this.pane.height/(e.height*t));this.zoom=Math.min(r>=1?Math.floor(r):r,64),this.x=e.x+e.width/2,this.y=e.y+e.height/2,this.keepInside(),this.changed()}keepInside(){this.x=Math.max(0,Math.min(this.world.width,this.x)),this.y=Math.max(0,Math.min(this.world.height,this.y))}};var rt=class extends x{constructor(){super();this.start=re;this.tables=new Map;this.byName=new Map;this.placeIndex=-1;this.saving=0;this.announced="";this.library=new ve;this.viewport=new Me;this.review=new we(this);this.onKey=e=>this.key(e);this.onHash=()=>this.readAddress();this.onView=()=>this.save();this.onWheel=e=>{!e.ctrlKey&&!this.matches(":focus-within")&&e.stopPropagation()};this.skip=e=>{e.preventDefault(),this.stage?.renderRoot.querySelector(".panes")?.focus()};this.document=null,this.src="",this.headers={},this.embedded=!1,this.state=re,this.failure="",this.theme="",this.showAll=!1}static{this.properties={document:{attribute:!1},src:{},headers:{attribute:!1},embedded:{type:Boolean},state:{state:!0},failure:{state:!0},theme:{reflect:!0},showAll:{state:!0}}}static{this.styles=[k,$e,Kt,Yt]}connectedCallback(){super.connectedCallback(),(this.embedded?this:window).addEventListener("keydown",this.onKey),this.embedded?this.addEventListener("wheel",this.onWheel,{capture:!0,passive:!0}):addEventListener("hashchange",this.onHash),this.viewport.addEventListener("view",this.onView),this.load()}disconnectedCallback(){super.disconnectedCallback(),removeEventListener("keydown",this.onKey),this.removeEventListener("keydown",this.onKey),this.removeEventListener("wheel",this.onWheel,{capture:!0}),removeEventListener("hashchange",this.onHash),this.viewport.removeEventListener("view",this.onView)}async load(){if(this.library.headers=this.headers,!this.document)try{this.document=await Ft(this.src,this.headers)}catch(e){this.failure=`This page cannot be opened: ${e instanceof Error?e.message:"its document is damaged"}.`}}willUpdate(e){e.has("document")&&this.document&&this.open(this.document),e.has("headers")&&(this.library.headers=this.headers)}open(e){if(e.schema!==Xe){this.failure=`This page reads documents of schema ${Xe}; this document has schema ${String(e.schema)}.`;return}this.failure="",this.tables.clear(),this.byName=new Map(e.entries.map((r,n)=>[r.name,n]));let t=e.crops?.best[0]??e.crops?.rival_best[0];this.start=qt(e),this.readAddress(),(this.embedded||!location.hash)&&t&&queueMicrotask(()=>this.goTo(t))}readAddress(){if(!this.document)return;let{state:e,place:t}=jt(this.embedded?"":location.hash,this.start);e.entry=Math.min(e.entry,Math.max(0,this.document.entries.length-1)),e.metric=Math.min(e.metric,Math.max(0,this.document.metrics.length-1)),this.state=e,this.world(),Object.assign(this.viewport,t.zoom===null?{zoom:null}:t),this.viewport.changed()}save(){clearTimeout(this.saving),this.saving=window.setTimeout(()=>{if(!this.document||!this.isConnected)return;let e=Dt(this.state,this.start,this.viewport);!this.embedded&&e!==location.hash.slice(1)&&history.replaceState(null,"",e?`#${e}`:location.pathname+location.search);let r=`${this.entry?.name??""}, ${this.state.mode}, zoom ${this.viewport.zoom===null?"whole image":`${Math.round(100*this.viewport.scale)} %`}`,n=this.renderRoot.querySelector(".live");n&&r!==this.announced&&(n.textContent=this.announced=r)},200)}get entry(){return this.document?.entries[this.state.entry]??null}get table(){let{metric:e}=this.state,t=this.tables.get(e);return t||this.tables.set(e,t=new Se(this.document,e)),t}get boxes(){let{crops:e}=this.document??{};return e?ye.flatMap(t=>e[t]).flatMap(t=>this.boxOf(t)):(this.entry?.regions??[]).map(t=>({entry:this.state.entry,box:t}))}get hasPlaces(){let{crops:e,kind:t,entries:r}=this.document;return!!e||t==="comparison"&&r.some(({regions:n,load:o,opening:a})=>n??o??a)}boxOf(e){let t=this.byName.get(e.image);return t===void 0?[]:[{entry:t,box:{x:e.x,y:e.y,width:e.size,height:e.size}}]}async complete(){let{entry:e}=this,t=this.document?.entries??[],r=this.state.entry;if(!e?.load)return;let{load:n,...o}=e;t[r]={...o,opening:!0};try{let{record:a,...l}=await Vt(n,this.headers);t[r]={...o,...l},a&&this.document&&t.length===1&&(this.document.record=a)}catch(a){t[r]={...o,errors:[a instanceof Error?a.message:"the entry cannot be opened"]}}this.entry===t[r]&&(this.state.tab==="places"&&!this.hasPlaces&&this.change({tab:"about"}),this.world(),this.requestUpdate(),await this.updateComplete,this.viewport.changed())}world(){this.complete();let e=this.entry?.layers??[],t=e.reduce((r,n)=>n.width*n.height>r.width*r.height?n:r,e[0]);t&&this.viewport.open(t.width,t.height),this.library.opened(e)}change(e){let t=e.entry!==void 0&&e.entry!==this.state.entry;this.state={...this.state,...e},t&&(this.viewport.marked=null,this.viewport.zoom=null,this.placeIndex=-1,this.world(),this.viewport.fit()),this.save()}goTo(e){for(let{entry:t,box:r}of this.boxOf(e))this.show(t,r)}show(e,t){this.change({entry:e}),this.viewport.marked=t,this.updateComplete.then(()=>this.viewport.show(t,1.8))}step(e){let{boxes:t}=this;if(!t.length)return;this.placeIndex=(this.placeIndex+e+t.length)%t.length;let{entry:r,box:n}=t[this.placeIndex],o=this.placeIndex;this.show(r,n),this.placeIndex=o}render(){if(this.failure)return p`<p class="failure" role="alert">${this.failure}</p>`;let e=this.document;if(!e)return p`<p class="failure">Loading \u2026</p>`;let t=e.entries.length>1,[r,n]=e.run?["k","j"]:["p","n"];return p`
 <header>
 <a class="skip" href="#" @click=${this.skip}>Skip to the images</a>
 <h1>${e.title}</h1>
 <span class="sum">${e.summary??""}</span>
 <span class="tools">
 <button @click=${()=>Be("record.json",JSON.stringify(oi(e),null,2),"application/json")}>JSON</button>
 ${e.metrics.length&&e.kind==="study"?p`<button @click=${()=>Be("scores.csv",si(e),"text/csv")}>CSV</button>`:u}
 <button @click=${()=>this.toggleTheme()} aria-label="Light or dark" title="Light or dark (l)">\u25d0</button>
 <button @click=${()=>this.help()} aria-label="Keys" title="Keys (?)">?</button>
 </span>
 </header>
 ${Zt(e,this.showAll,()=>this.showAll=!this.showAll)}
 <main @change-state=${o=>this.change(o.detail)}>
 <aside aria-label="Lists">${ci(e,this.hasPlaces,this.state.tab,(o,a)=>this.openTab(o,a))}${this.panel(e)}</aside>
 <section aria-label=${this.entry?.name??"Images"}>
 ${t||this.entry?.name!==e.title?p`<div class="title">
 ${t?p`<button aria-label="Previous image" title="Previous image (${r})" @click=${()=>this.other(-1)}>\u2039</button>`:u}
 <h2>${this.entry?.name??""}</h2>
 ${t?p`<small>${this.state.entry+1} / ${e.entries.length}</small><button aria-label="Next image" title="Next image (${n})" @click=${()=>this.other(1)}>\u203a</button>`:u}
 </div>`:u}
 ${e.run&&this.entry?this.decision(this.entry):u}
 <difference-stage .document_=${e} .entry=${this.entry} .state=${this.state} .library=${this.library} .viewport=${this.viewport}></difference-stage>
 </section>
 </main>
 <div class="live" role="status" aria-live="polite"></div>
 ${e.run?.writable?p`<difference-confirm></difference-confirm>`:u}
 ${Rt(this.embedded,e.run)}
 `}decision(e){return _t(e,{accept:()=>{this.review.accept([e])},reject:t=>{this.review.reject(e,t)},copy:t=>{this.review.copy(t)}})}openTab(e,t){this.change({tab:e}),t&&this.updateComplete.then(()=>this.renderRoot.querySelector("[role=tab][aria-selected=true]")?.focus())}panel(e){let{tab:t}=this.state;return t==="images"&&e.run?p`<difference-run role="tabpanel" .rows=${e.entries.slice()} .state=${this.state} @accept-entries=${r=>{this.review.accept(r.detail)}} @copy-text=${r=>{this.review.copy(r.detail)}}></difference-run>`:t==="images"?p`<difference-table role="tabpanel" .table=${this.table} .state=${this.state}></difference-table>`:p`<div class="panel" role="tabpanel" tabindex="0">${this.panelContent(e,t)}</div>`}panelContent(e,t){let r=n=>this.change({entry:n});return t==="places"?Jt(e,this.entry,(n,o)=>this.show(n,o),this.byName,this.state.entry):t==="plots"?[Xt(e,this.state.metric,n=>this.change({metric:n})),ti(this.table),ii(this.table,r)]:t==="methods"?Gt(e):t==="errors"?Qt(e,n=>r(this.byName.get(n)??this.state.entry)):ei(e,this.entry)}other(e){let t=this.renderRoot.querySelector("difference-table, difference-run"),{entries:r,run:n}=this.document;t?t.step(e):n?this.change({entry:ue(me(r,this.state.search,this.state.only,this.state.sort==="name"),this.state.entry,e)??this.state.entry}):this.change({entry:(this.state.entry+e+r.length)%r.length})}get stage(){return this.renderRoot.querySelector("difference-stage")}toggleTheme(){let e=this.theme?this.theme==="dark":matchMedia("(prefers-color-scheme: dark)").matches;this.theme=e?"light":"dark",this.updateComplete.then(()=>this.viewport.changed())}help(){let e=this.renderRoot.querySelector("dialog.help");e?.open?e.close():e?.showModal()}key(e){let t=e.composedPath()[0];if(e.ctrlKey||e.metaKey||e.altKey||!this.document||this.review.asking)return;if(It(t)){e.key==="Escape"&&t.blur();return}let r=Ut(e.key,t,this.controls);r&&(e.preventDefault(),r())}get controls(){let{state:e,viewport:t,entry:r}=this;return{state:e,viewport:t,isRun:this.document?.run!==void 0,change:n=>this.change(n),other:n=>this.other(n),step:n=>this.step(n),accept:()=>{r&&this.review.accept([r])},reject:()=>{r&&this.review.reject(r,r.decision==="rejected"?"clear":"reject")},toggleBlink:()=>this.stage?.toggleBlink(),toggleTheme:()=>this.toggleTheme(),filter:()=>this.filter(),help:()=>this.help()}}filter(){this.change({tab:"images"}),this.updateComplete.then(()=>this.renderRoot.querySelector("difference-table, difference-run")?.focusFilter())}};customElements.define("difference-page",rt);})();
/*! Bundled license information:

@lit/reactive-element/css-tag.js:
  (**
   * @license
   * Copyright 2019 Google LLC
   * SPDX-License-Identifier: BSD-3-Clause
   *)

@lit/reactive-element/reactive-element.js:
lit-html/lit-html.js:
lit-element/lit-element.js:
  (**
   * @license
   * Copyright 2017 Google LLC
   * SPDX-License-Identifier: BSD-3-Clause
   *)

lit-html/is-server.js:
  (**
   * @license
   * Copyright 2022 Google LLC
   * SPDX-License-Identifier: BSD-3-Clause
   *)
*/
